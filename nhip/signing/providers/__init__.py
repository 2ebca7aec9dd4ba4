"""Những gì chạm đến khóa, tệp PDF và cơ quan cấp dấu thời gian."""
