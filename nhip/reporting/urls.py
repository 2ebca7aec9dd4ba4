"""Địa chỉ của báo cáo."""

from django.urls import path

from nhip.reporting.views import bundles, cells, designing, reports, workbooks

app_name = "reporting"
urlpatterns = [
    path("obligations/<int:pk>/open/", reports.open_report, name="open"),
    path("obligations/<int:pk>/correct/", reports.correct, name="correct"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/worksheet/", reports.worksheet, name="worksheet"),
    path("reports/<int:pk>/batches/", reports.autosave, name="autosave"),
    path("reports/<int:pk>/return/", reports.give_back, name="return"),
    path("reports/<int:pk>/sign/", reports.sign, name="sign"),
    path("reports/<int:pk>/signature/", reports.sign_one, name="sign_one"),
    path("reports/<int:pk>/cells/<str:at>/", cells.cell, name="cell"),
    path("reports/<int:pk>/remarks/", cells.remarks_on, name="remarks"),
    path("reports/<int:pk>/remarks/<int:remark_id>/", cells.remark, name="remark"),
    path("to-sign/", reports.sign_several, name="sign_several"),
    path("reports/<int:pk>/workbook.xlsx", workbooks.download, name="workbook_file"),
    path("reports/<int:pk>/workbook/", workbooks.workbook, name="workbook"),
    path("reports/<int:pk>/workbook/taken/", workbooks.take, name="take_workbook"),
    path("workbooks/", bundles.bundles, name="bundles"),
    path("workbooks/<int:pk>/", bundles.bundle, name="bundle"),
    path("workbooks/<int:pk>/confirm/", bundles.confirm, name="confirm_bundle"),
    path("workbooks/<int:pk>/results.csv", bundles.results, name="bundle_results"),
    path("workbooks/<int:pk>/files/<int:position>/", bundles.bundle_file, name="bundle_file"),
    path("forms/", designing.forms, name="forms"),
    path("forms/drafts/", designing.start, name="start_draft"),
    path("forms/drafts/<int:pk>/", designing.draft, name="draft"),
    path("forms/drafts/<int:pk>/parts/", designing.part, name="draft_part"),
    path("forms/drafts/<int:pk>/blocks/", designing.block, name="draft_block"),
    path("forms/drafts/<int:pk>/doubts/", designing.settle, name="settle_doubt"),
    path("forms/drafts/<int:pk>/preview.pdf", designing.page_preview, name="draft_page"),
    path("forms/drafts/<int:pk>/preview.xlsx", designing.workbook_preview, name="draft_workbook"),
    path("forms/drafts/<int:pk>/issue/", designing.issue, name="issue_draft"),
    path("forms/drafts/<int:pk>/discard/", designing.discard, name="discard_draft"),
    path("versions/<str:sha256>/", reports.version, name="version"),
]
