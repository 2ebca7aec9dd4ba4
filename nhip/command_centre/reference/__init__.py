"""Chương trình kiểm tra chứng cứ: handed out with every package, imported by nothing here."""
