"""PostgreSQL nhúng."""
