"""Luật của chế độ báo cáo: pure rules, one module per subject."""
