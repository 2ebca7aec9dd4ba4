"""Cơ quan, đơn vị: units in time — codes, names, kinds and places in the tree, all dated."""
