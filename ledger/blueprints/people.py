"""Staff for HR: find, see, correct, invite, and reset at the desk."""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ledger.blueprints.asked_days import asked_day, counted_words
from ledger.blueprints.clock import now
from ledger.blueprints.forms import (
    FormResult,
    asked_page,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import current_actor, requires
from ledger.blueprints.incoming import row_number
from ledger.blueprints.picker import Picked, pick_person
from ledger.domain.accounts import InvitePeople, IssuedCode
from ledger.domain.people import ROLE_LABELS, PersonState, Role
from ledger.domain.staffing import UpdatePerson
from ledger.domain.superiors import CorrectSuperior, NameAppraiser
from ledger.errors import Conflict, InvalidInput, NotFound, sentence
from ledger.queries.people import (
    PeopleFilter,
    PersonPage,
    count_people,
    get_person_page,
    list_people,
    named_appraiser,
)
from ledger.queries.roles import list_grants
from ledger.queries.standing import get_past_standing
from ledger.queries.units import list_unit_choices
from ledger.schemas.people import AppraiserIn, PersonIn, SuperiorIn
from ledger.services.accounts import invite_people, reset_password
from ledger.services.days import agency_today
from ledger.services.people import (
    correct_superior,
    name_appraiser,
    restore_appraiser,
    restore_superior,
    update_person,
)

blueprint = Blueprint("people", __name__)

HAS_ACCOUNT = sentence("Pegawai ini sudah punya akun aktif.")


@blueprint.get("/pegawai")
@requires(Role.HR)
def index() -> str:
    actor = current_actor()
    wanted = PeopleFilter(
        agency_id=actor.agency_id,
        reach=actor.units_reached(Role.HR),
        text=request.args.get("q", ""),
        unit_id=request.args.get("unit", type=row_number),
    )
    return _list(wanted)


@blueprint.get("/pegawai/tanpa-atasan")
@requires(Role.HR)
def without_superior() -> str:
    actor = current_actor()
    reach = actor.units_reached(Role.HR)
    return _list(PeopleFilter(agency_id=actor.agency_id, reach=reach, without_superior=True))


@blueprint.get("/pegawai/<int:person_id>")
@requires(Role.HR)
def show(person_id: int) -> str:
    page, actor = _page(person_id), current_actor()
    today = agency_today(actor.agency_id, now=now())
    return render_template(
        "people/show.html",
        page=page,
        appraiser=named_appraiser(person_id, on=today),
        grants=list_grants(actor.agency_id, on=today, person_id=person_id),
        role_labels=ROLE_LABELS,
        is_own=person_id == actor.person_id,
    )


@blueprint.get("/pegawai/<int:person_id>/poin")
@requires(Role.HR)
def points(person_id: int) -> ResponseReturnValue:
    """Points, lines, badges and rules as they were at the end of a day, by the date chosen."""
    page = _page(person_id)
    form, day, counted = asked_day()
    past = None
    if form.ok:
        agency_id = current_actor().agency_id
        past = get_past_standing(person_id, agency_id=agency_id, day=day, counted=counted)
    return render_form("people/points.html", form, page=page, past=past, **counted_words())


@blueprint.route("/pegawai/<int:person_id>/ubah", methods=["GET", "POST"])
@requires(Role.HR)
def edit(person_id: int) -> ResponseReturnValue:
    page = _page(person_id)
    if request.method == "GET":
        return _edit_page(page, _filled(page))
    form = load_form(PersonIn(), request.form)
    if not form.ok:
        return _edit_page(page, form)
    left = PersonState.LEFT if form.data.pop("has_left") else PersonState.ACTIVE
    command = UpdatePerson(
        person_id=person_id, position_id=page.person.position_id, state=left, **form.data
    )
    try:
        changed = update_person(command, actor=current_actor(), now=now())
    except InvalidInput as refusal:
        return _edit_page(page, form.refused(refusal))
    told = gettext("Data pegawai disimpan.") if changed else gettext("Tidak ada yang berubah.")
    return redirect_after_post("people.show", told, person_id=person_id)


@blueprint.route("/pegawai/<int:person_id>/atasan", methods=["GET", "POST"])
@requires(Role.HR)
def superior(person_id: int) -> ResponseReturnValue:
    page = _page(person_id)
    if request.method == "GET":
        return render_form("people/superior.html", blank_form(), page=page, matches=())
    form = load_form(SuperiorIn(), request.form)
    picked = pick_person(form, "superior", agency_id=current_actor().agency_id)
    form = picked.form
    if form.ok and picked.person_id is not None:
        command = CorrectSuperior(
            person_id=person_id, superior_id=picked.person_id, source=form.data["source"]
        )
        try:
            correct_superior(command, actor=current_actor(), now=now())
        except InvalidInput as refusal:
            form = form.refused(refusal)
        else:
            told = gettext("Atasan langsung diperbaiki.")
            return redirect_after_post("people.show", told, person_id=person_id)
    return render_form("people/superior.html", form, page=page, matches=picked.matches)


@blueprint.post("/pegawai/<int:person_id>/atasan/pohon")
@requires(Role.HR)
def restore(person_id: int) -> ResponseReturnValue:
    restore_superior(_page(person_id).person.id, actor=current_actor(), now=now())
    told = gettext("Atasan langsung kembali mengikuti pohon unit kerja.")
    return redirect_after_post("people.show", told, person_id=person_id)


@blueprint.route("/pegawai/<int:person_id>/penilai", methods=["GET", "POST"])
@requires(Role.HR)
def appraiser(person_id: int) -> ResponseReturnValue:
    page, actor = _page(person_id), current_actor()
    picked = Picked(blank_form())
    if request.method == "POST":
        picked = pick_person(
            load_form(AppraiserIn(), request.form), "appraiser", agency_id=actor.agency_id
        )
        if picked.form.ok and picked.person_id is not None:
            command = NameAppraiser(
                person_id=person_id, appraiser_id=picked.person_id, **picked.form.data
            )
            try:
                name_appraiser(command, actor=actor, now=now())
            except InvalidInput as refusal:
                picked = Picked(picked.form.refused(refusal), matches=picked.matches)
            else:
                told = gettext("Pejabat penilai kinerja dicatat.")
                return redirect_after_post("people.show", told, person_id=person_id)
    return render_form(
        "people/appraiser.html",
        picked.form,
        page=page,
        matches=picked.matches,
        named=named_appraiser(person_id, on=agency_today(actor.agency_id, now=now())),
    )


@blueprint.post("/pegawai/<int:person_id>/penilai/atasan")
@requires(Role.HR)
def appraised_by_superior(person_id: int) -> ResponseReturnValue:
    restore_appraiser(_page(person_id).person.id, actor=current_actor(), now=now())
    told = gettext("Mulai hari ini atasan langsung yang menilai kinerjanya.")
    return redirect_after_post("people.show", told, person_id=person_id)


@blueprint.post("/pegawai/<int:person_id>/undang")
@requires(Role.HR)
def invite(person_id: int) -> str:
    person = _page(person_id).person
    command = InvitePeople(nips=(person.nip or person.official_code or "",))
    issued = invite_people(command, actor=current_actor(), now=now())
    if not issued:
        raise Conflict(HAS_ACCOUNT)
    return _code_page(issued[0])


@blueprint.post("/pegawai/<int:person_id>/atur-ulang")
@requires(Role.HR)
def reset(person_id: int) -> str:
    issued = reset_password(_page(person_id).person.id, actor=current_actor(), now=now())
    return _code_page(issued)


def _list(wanted: PeopleFilter) -> str:
    pages = asked_page(count_people(wanted))
    return render_template(
        "people/list.html",
        wanted=wanted,
        pages=pages,
        people=list_people(wanted, offset=pages.offset, limit=pages.size),
        units=list_unit_choices(wanted.agency_id),
        form=None,
        filters=blank_form(q=wanted.text, unit=wanted.unit_id),
    )


def _page(person_id: int) -> PersonPage:
    """The person, when the visitor's role reaches their unit; else nobody is there."""
    actor = current_actor()
    page = get_person_page(person_id, agency_id=actor.agency_id)
    reach = actor.units_reached(Role.HR)
    if reach is not None and page.unit.id not in reach:
        raise NotFound(sentence("Pegawai ini tidak ada."))
    return page


def _filled(page: PersonPage) -> FormResult:
    person = page.person
    return blank_form(
        name=person.name,
        title_before=person.title_before,
        title_after=person.title_after,
        rank_name=person.rank_name,
        unit_id=person.unit_id,
        is_unit_head="1" if person.is_unit_head else "",
        has_left="1" if person.state is PersonState.LEFT else "",
    )


def _edit_page(page: PersonPage, form: FormResult) -> ResponseReturnValue:
    units = list_unit_choices(page.person.agency_id)
    return render_form("people/edit.html", form, page=page, units=units)


def _code_page(issued: IssuedCode) -> str:
    # The code is shown in this answer only, so there is nothing to go on to after the post.
    link = current_app.config["NERACA"].public_url.rstrip("/") + issued.path
    return render_template("people/code.html", issued=issued, link=link)
