"""Định dạng ngày giờ: dates read dd/mm/yyyy in both languages."""
