"""Nén trang: pages and data go compressed over slow lines, papers as they are."""

import pytest
from django.http import HttpResponse

from nhip.ui.middleware import CompressionMiddleware


@pytest.mark.parametrize(
    ("kind", "is_compressed"),
    [("text/html; charset=utf-8", True), ("application/json", True), ("application/pdf", False)],
)
def test_text_is_compressed_and_papers_are_not(rf, kind, is_compressed):
    asked = rf.get("/", headers={"accept-encoding": "gzip"})

    answer = CompressionMiddleware(lambda _request: HttpResponse("số " * 500, kind))(asked)

    assert answer.has_header("Content-Encoding") is is_compressed
