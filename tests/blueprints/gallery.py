"""Every macro on one page, to look at and to test: python -m tests.blueprints.gallery."""

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, flash, render_template, request
from flask.testing import FlaskClient
from flask_login import login_user
from marshmallow import fields

from ledger.blueprints.forms import (
    Pages,
    blank_form,
    load_form,
    redirect_after_post,
    render_form,
)
from ledger.blueprints.guards import SignedIn, current_actor, public, requires, safe_next, signed_in
from ledger.config import Config
from ledger.domain.actors import Actor, Grant, Post
from ledger.domain.people import Capacity, Role
from ledger.errors import Conflict, Forbidden, InvalidInput, NotFound, RuleRefused
from ledger.extensions import login_manager
from ledger.factory import create_app
from ledger.schemas.fields import AtMost, FormSchema, TypedDate

ACTORS = {
    "staff": Actor(agency_id=1, name="Budi Santoso", person_id=5),
    "hr": Actor(agency_id=1, name="Ratna Dewi", person_id=6, grants=(Grant(role=Role.HR),)),
    "head": Actor(
        agency_id=1,
        name="Sri Wahyuni",
        person_id=7,
        posts=(Post(unit_id=3, capacity=Capacity.PLT),),
        is_superior=True,
        extra={"agency_name": "Pemerintah Kota Sukamaju", "zone": "WITA"},
    ),
}
REFUSALS = {
    "not_found": NotFound("Usulan ini tidak ditemukan."),
    "forbidden": Forbidden("Keputusan ini hanya dapat diambil oleh %(who)s.", who="Kepala Dinas"),
    "conflict": Conflict("Usulan ini sudah disetujui oleh %(name)s.", name="Sri Wahyuni"),
    "rule": RuleRefused("Pengusul tidak dapat memutuskan.", constraint="ck_proposal_four_eyes"),
    "input": InvalidInput("Periksa isian.", fields={"day": ["Tanggal ini hari libur"]}),
}
EVENTS = (
    {
        "title": "Usulan dikirim",
        "when": datetime(2026, 8, 3, 2, 10, tzinfo=UTC),
        "by": "Budi Santoso",
    },
    {
        "title": "Dikembalikan untuk diperbaiki",
        "when": datetime(2026, 8, 4, 6, 5, tzinfo=UTC),
        "by": "Sri Wahyuni, Plt. Kepala Bidang Pelayanan",
        "text": "Tambahkan bukti waktu layanan sebelum dan sesudah.",
    },
    {"title": "Keputusan paling lambat", "when": date(2026, 8, 20), "ahead": True},
)

blueprint = Blueprint("gallery", __name__, template_folder="templates", url_prefix="/galeri")


class GalleryIn(FormSchema):
    nip = fields.String(required=True, error_messages={"required": "Isi NIP"})
    story = fields.String(required=True, validate=AtMost(20, "Alasan"))
    day = TypedDate(required=True)
    criterion = fields.String(required=True, error_messages={"required": "Pilih satu kriteria"})
    unit = fields.Integer()
    proofs = fields.List(fields.String(), required=True)


@blueprint.get("/masuk/<who>")
@public
def enter(who: str):
    login_user(SignedIn(who, ACTORS[who]))
    return redirect_after_post("gallery.show") if "next" not in request.args else safe_next("/")


@blueprint.get("/")
@signed_in
def show():
    flash("Usulan terkirim kepada Kepala Bidang Pelayanan.", "success")
    return render_template(
        "gallery.html",
        form=blank_form(day=date(2026, 8, 6), criterion="speed", proofs=["photo"]),
        pages=Pages(number=3, size=25, total=248),
        events=EVENTS,
    )


@blueprint.post("/")
@signed_in
def send():
    form = load_form(GalleryIn(), request.form)
    if form.ok:
        return redirect_after_post("gallery.show", "Tersimpan.")
    return render_form("gallery.html", form, pages=Pages(number=1, size=25, total=3), events=EVENTS)


@blueprint.route("/umum", methods=["GET", "POST"])
@public
def citizen():
    form = load_form(GalleryIn(), request.form) if request.method == "POST" else blank_form()
    return render_form("gallery_public.html", form)


@blueprint.get("/kepegawaian")
@requires(Role.HR, Role.AUDITOR)
def personnel():
    return current_actor().name


@blueprint.get("/pimpinan")
@requires(leader=True)
def leaders():
    return current_actor().name


@blueprint.route("/tolak/<kind>", methods=["GET", "POST"])
@public
def refuse(kind: str):
    raise REFUSALS[kind]


@blueprint.get("/rusak")
@public
def crash():
    raise ZeroDivisionError


class WholeAnswers(FlaskClient):
    """A browser that reads every answer to its end, so that no file stays open."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return super().open(*args, **{"buffered": True, **kwargs})


def make_gallery(folder: Path, *, secure: bool = False) -> Flask:
    """An application with the gallery, in which /galeri/masuk/hr signs in without a password."""
    url = "https://neraca.sukamaju.go.id" if secure else "http://127.0.0.1:8000"
    app = create_app(Config(mode="testing", data_dir=folder, public_url=url))
    app.test_client_class = WholeAnswers
    app.register_blueprint(blueprint)
    # A page in a room that asks nothing of a database; Flask tells the room by the endpoint.
    app.add_url_rule("/galeri/proposals/", endpoint="proposals.stand_in", view_func=show)
    api = Blueprint("gallery_api", __name__, url_prefix="/api/v1/galeri")
    api.add_url_rule("/tolak/<kind>", view_func=refuse)
    api.add_url_rule("/rahasia", view_func=personnel)
    app.register_blueprint(api)
    return app


def load_actor(key: str) -> SignedIn | None:
    """Sessions of the gallery are the names of its actors."""
    return SignedIn(key, ACTORS[key]) if key in ACTORS else None


if __name__ == "__main__":
    login_manager.user_loader(load_actor)
    make_gallery(Path(tempfile.mkdtemp())).run(port=8077)
