"""Giữ lại điều đã nhập: what was typed is in its fields again, whatever the form is made of."""

from nhip.ui.refilling import refilled, worth_keeping

NOTE = """<form method="post" action="/seen/"><input type="hidden" name="about" value="{}">
<input name="note" value=""><button>Xác nhận</button></form>"""
FORM = """<p>&amp;</p><form action="/give/">
<input type="hidden" name="csrfmiddlewaretoken" value="x">
<select name="role"><option value="a" selected>A &lt; B</option><option value="b">B</option>
</select>
<input type="checkbox" name="under" checked><input name="unit" required>
<textarea name="reason" rows="2">cũ</textarea></form>"""


def test_every_kind_of_field_has_what_was_typed():
    typed = {"role": ["b"], "unit": ['H53"<'], "reason": ["Đính chính & giải trình"]}

    page = refilled(FORM, action="/give/", typed=typed)

    assert '<option value="a">A &lt; B</option><option value="b" selected>' in page
    assert '<input type="checkbox" name="under">' in page
    assert '<input name="unit" required="" value="H53&quot;&lt;">' in page
    assert '<textarea name="reason" rows="2">\nĐính chính &amp; giải trình</textarea>' in page


def test_of_like_forms_it_is_the_one_that_was_sent():
    page = refilled(
        NOTE.format(1) + NOTE.format(2), action="/seen/", typed={"about": ["2"], "note": ["Đã gọi"]}
    )

    assert page.count("Đã gọi") == 1
    assert page.index('value="2"') < page.index("Đã gọi")


def test_other_forms_stay_as_they_are():
    assert refilled(FORM, action="/elsewhere/", typed={"unit": ["H53"]}) == FORM


def test_secrets_are_not_kept():
    assert worth_keeping({"pin": ["1234"], "note": ["x"]}) == {"note": ["x"]}
