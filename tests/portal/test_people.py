"""Logging in, the second factor, asking and joining, mails, and the first administrator."""

import uuid

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from terttu.portal.accounts import services as accounts
from terttu.portal.accounts.models import Role, User
from terttu.portal.clusters.services import StaleError, update
from terttu.portal.core.models import AuditEntry
from terttu.portal.enquiries.models import Enquiry
from terttu.portal.enquiries.services import settle

ASK = "/fi/klusterit/ruokaklusteri/kysy/"


def form(**changes):
    return {
        "name": "Maija",
        "email": "maija@example.org",
        "organisation": "",
        "website": "",
        "message": "Mitä jäsenyys maksaa?",
        "token": str(uuid.uuid4()),
    } | changes


@pytest.mark.django_db
def test_a_question_is_stored_confirmed_and_told(browse, food, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = browse().post(ASK, form())
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/fi/klusterit/ruokaklusteri/kiitos/",
    )
    stored = Enquiry.objects.get(cluster=food)
    assert (stored.kind, stored.status, stored.language) == ("ask", "new", "fi")
    assert [message.to for message in mail.outbox] == [["maija@example.org"], ["bengt@example.org"]]
    assert "Mitä jäsenyys maksaa?" not in mail.outbox[0].body
    assert (
        f"/hallinta/enquiries/{stored.pk}/" in mail.outbox[1].body
        or f"/{stored.pk}/" in mail.outbox[1].body
    )


@pytest.mark.django_db
def test_without_a_manager_the_regions_administrator_is_told(
    browse, food, django_capture_on_commit_callbacks
):
    food.roles.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        browse().post(ASK, form())
    assert [message.to for message in mail.outbox][1:] == [["aino@example.org"]]


@pytest.mark.django_db
def test_mails_speak_the_readers_language(browse, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        browse().post("/en/clusters/ruokaklusteri/ask/", form())
    assert mail.outbox[0].subject == "Your message to South Savo Food Cluster has arrived"
    assert "matkluster" in mail.outbox[1].subject


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"email": "maija"},
        {"name": ""},
        {"message": ""},
        {"message": "hei"},
        {"message": "x " * 5001},
        {"name": "x" * 10_000},
        {"token": "none"},
        {"website": "http://spam.example"},
        {"email": "a@example.org\nBcc: b@example.org"},
    ],
)
def test_a_bad_form_keeps_what_was_typed_and_stores_nothing(browse, changes):
    response = browse().post(ASK, form(**changes))
    assert response.status_code == 422
    assert Enquiry.objects.count() == 0
    page = response.content.decode()
    if "message" not in changes:
        assert "Mitä jäsenyys maksaa?" in page


@pytest.mark.django_db
def test_joining_needs_an_organisation(browse):
    assert browse().post("/fi/klusterit/bem/liity/", form()).status_code == 422
    assert (
        browse().post("/fi/klusterit/bem/liity/", form(organisation="Vesi Oy")).status_code == 302
    )


@pytest.mark.django_db
def test_one_address_cannot_flood_a_cluster(browse):
    answers = [browse().post(ASK, form()).status_code for _ in range(12)]
    assert answers == [302] * 10 + [422] * 2
    assert Enquiry.objects.count() == 10


@pytest.mark.django_db
def test_a_token_of_another_cluster_does_not_overwrite(browse):
    token = str(uuid.uuid4())
    browse().post(ASK, form(token=token))
    browse().post("/fi/klusterit/bem/kysy/", form(token=token, message="Toinen viesti tässä"))
    assert Enquiry.objects.get().message == "Mitä jäsenyys maksaa?"


@pytest.mark.django_db
def test_settling_is_noted_and_can_be_undone(food, user):
    enquiry = Enquiry.objects.create(
        cluster=food, kind="ask", name="A", email="a@example.org", message="x y", language="fi"
    )
    settle(by=user("bengt"), enquiry=enquiry, status="answered", note="soitettu")
    assert (enquiry.handled_by, enquiry.handled is not None) == (user("bengt"), True)
    settle(by=user("bengt"), enquiry=enquiry, status="new", note="")
    assert (enquiry.handled_by, enquiry.handled) == (None, None)
    assert [entry.changes["status"] for entry in AuditEntry.objects.filter(verb="settled")] == [
        ["answered", "new"],
        ["new", "answered"],
    ]


@pytest.mark.django_db
def test_an_edit_on_an_old_version_is_refused_and_changes_nothing(food, user):
    update(by=user("bengt"), cluster=food, seen_version=1, values={"place": "Mikkeli"})
    with pytest.raises(StaleError):
        update(by=user("aino"), cluster=food, seen_version=1, values={"place": "Juva"})
    food.refresh_from_db()
    assert (food.place, food.version) == ("Mikkeli", 2)


@pytest.mark.django_db
@pytest.mark.real_log_in
def test_outside_the_demo_staff_are_sent_to_set_up_a_second_factor(browse):
    assert browse("aino").get("/fi/hallinta/").headers["Location"] == "/fi/tili/2fa/"
    assert browse("bengt").get("/fi/hallinta/enquiries/").headers["Location"] == "/fi/tili/2fa/"
    assert browse("daavid").get("/fi/hallinta/").status_code == 200
    assert browse("aino").get("/fi/klusterit/").status_code == 200


@pytest.mark.django_db
@pytest.mark.real_log_in
def test_with_a_second_factor_the_way_is_open(browse, user):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(
        user=user("aino"), type=Authenticator.Type.TOTP, data={"secret": "x"}
    )
    assert browse("aino").get("/fi/hallinta/").status_code == 200


@pytest.mark.django_db
def test_nobody_signs_up_alone(browse):
    response = browse().post(
        "/fi/tili/signup/",
        {"email": "x@example.org", "password1": "Salasana-123!", "password2": "Salasana-123!"},
    )
    assert response.status_code == 200
    assert not User.objects.filter(email="x@example.org").exists()


@pytest.mark.django_db
def test_logging_in_slowly_stops_after_five_wrong_passwords(browse):
    client = browse()
    pages = [
        client.post("/fi/tili/login/", {"login": "aino@example.org", "password": "wrong"})
        for _ in range(6)
    ]
    assert [page.status_code for page in pages] == [200] * 6
    assert pages[4].content != pages[5].content


@pytest.mark.django_db
def test_the_first_administrator_gets_role_and_editor(region):
    made = accounts.make_administrator(
        email="Eka@example.org", name="Eka", password="Järvi-kuusi-91", region=region
    )
    assert (made.email, made.is_superuser) == ("eka@example.org", True)
    assert Role.objects.get(user=made).region == region
    again = accounts.make_administrator(
        email="eka@example.org", name="", password="other", region=region
    )
    assert (again.pk, again.check_password("Järvi-kuusi-91")) == (made.pk, True)


@pytest.mark.django_db
def test_a_weak_password_is_refused(region):
    with pytest.raises(ValidationError):
        accounts.make_administrator(
            email="eka@example.org", name="", password="12345", region=region
        )
    assert not User.objects.filter(email="eka@example.org").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["bengt", "daavid", "cecilia"])
def test_the_editor_is_closed_to_who_is_no_editor(name, browse):
    assert browse(name).get("/cms/").status_code == 302


@pytest.mark.django_db
def test_an_invited_manager_gets_account_role_and_mail(
    browse, food, django_capture_on_commit_callbacks
):
    data = {"email": "Uusi@example.org", "name": "Uusi Vetäjä", "looks_after": "ruokaklusteri"}
    with django_capture_on_commit_callbacks(execute=True):
        browse("aino").post("/fi/hallinta/people/", data)
    made = User.objects.get(email="uusi@example.org")
    assert (made.has_usable_password(), [str(role.cluster.slug) for role in made.roles.all()]) == (
        False,
        ["ruokaklusteri"],
    )
    assert mail.outbox[0].to == ["uusi@example.org"]
    assert "/fi/tili/password/reset/" in mail.outbox[0].body


@pytest.mark.django_db
def test_a_cluster_of_another_region_cannot_be_given(browse, other_region):
    data = {
        "email": "uusi@example.org",
        "name": "Uusi",
        "looks_after": other_region.clusters.get().slug,
    }
    assert browse("aino").post("/fi/hallinta/people/", data).status_code == 422


@pytest.mark.django_db
def test_the_last_administrator_stays(browse, user):
    role = user("aino").roles.get()
    browse("aino").post(f"/fi/hallinta/people/{role.pk}/revoke/")
    assert Role.objects.filter(pk=role.pk).exists()


@pytest.mark.django_db
def test_the_editor_has_no_log_in_of_its_own(browse):
    answer = browse().get("/cms/login/?next=/cms/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fi/tili/login/?next=/cms/")
    assert (
        browse()
        .post("/cms/login/", {"username": "aino@example.org", "password": "terttu-demo"})
        .status_code
        == 302
    )
    assert browse().get("/cms/password_reset/").status_code == 404


@pytest.mark.django_db
def test_mails_of_the_house_name_the_region(browse):
    browse().post("/fi/tili/password/reset/", {"email": "aino@example.org"})
    assert mail.outbox[0].subject.startswith("Etelä-Savo: ")
    assert "Etelä-Savo" in mail.outbox[0].body


@pytest.mark.django_db
def test_an_administrator_edits_the_pages_of_her_region_in_every_language_and_no_others(browse):
    from terttu.portal.pages.models import HomePage

    answers = {
        page.slug: browse("aino").get(f"/cms/pages/{page.pk}/edit/").status_code
        for page in HomePage.objects.order_by("slug")
    }
    assert answers == {
        "etela-savo-en": 200,
        "etela-savo-fi": 200,
        "etela-savo-sv": 200,
        "pohjanmaa-en": 302,
        "pohjanmaa-fi": 302,
        "pohjanmaa-sv": 302,
    }


@pytest.mark.django_db
def test_the_editor_opens_with_the_role_and_closes_without_it(browse, user):
    data = {"email": "daavid@example.org", "name": "Daavid", "looks_after": "/"}
    browse("aino").post("/fi/hallinta/people/", data)
    assert browse("daavid").get("/cms/").status_code == 200
    browse("aino").post(f"/fi/hallinta/people/{user('daavid').roles.get().pk}/revoke/")
    assert browse("daavid").get("/cms/").status_code == 302


@pytest.mark.django_db
def test_a_front_page_cannot_be_deleted_moved_or_taken_offline(browse, region):
    page = region.site.root_page
    for action in ("delete", "unpublish", "move", "copy"):
        answer = browse("aino").post(f"/cms/pages/{page.pk}/{action}/")
        assert (action, answer.status_code in (302, 403, 404)) == (action, True)
    region.refresh_from_db()
    page.refresh_from_db()
    assert (region.site.root_page, page.live) == (page, True)


@pytest.mark.django_db
def test_a_changed_purpose_loses_the_source_of_the_old_one(food, user):
    assert "purpose" in food.sources
    update(by=user("bengt"), cluster=food, seen_version=1, values={"purpose": {"fi": "Uusi"}})
    food.refresh_from_db()
    assert ("purpose" in food.sources, "host" in food.sources) == (False, True)


@pytest.mark.django_db
def test_a_body_that_nobody_could_mean_is_not_read(browse):
    answer = browse().post(ASK, form(), headers={"content-length": str(10**9)})
    assert answer.status_code == 413


@pytest.mark.django_db
def test_one_address_is_not_flooded_with_confirmations(browse, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(6):
            browse().post(ASK, form())
    assert sum(message.to == ["maija@example.org"] for message in mail.outbox) == 3
