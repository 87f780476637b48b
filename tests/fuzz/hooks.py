"""What a fuzzer cannot know of this API: whom it may log out, change and delete, and what only this moment's state tells.

Requests that would end the run (or the accounts it runs as) go to people made for it. Each replaces values that were drawn at
random by real ones now and then, so that every operation is carried out too; schemathesis then judges the request that was sent.
"""

import atexit
import collections
import json
import os
import random
import re
import uuid

import requests
import schemathesis

API = os.environ["FUZZ_API"]
PERSON = os.environ["FUZZ_PERSON"]
PASSWORD = os.environ["FUZZ_PASSWORD"]
OFFERS = os.environ["FUZZ_OFFERS"].split(",")
OLD_OFFERS = OFFERS[: len(OFFERS) // 2]
EXAMPLE_IDS = [f"6560f0c2a7b4c1d2e3f405{n}" for n in range(10, 100)]
MAX_BODY_BYTES = 2 * 1024 * 1024
chance = random.Random(f"{os.environ['FUZZ_SEED']} {PERSON}")
often = lambda: chance.random() < 0.75



class Spare:
    """Somebody who may be changed, logged out and deleted."""

    def __init__(self):
        name = f"spare-{uuid.UUID(int=chance.getrandbits(128))}"
        body = {"username": name, "email": f"{name}@fuzz.example.com", "password": PASSWORD}
        self.id = requests.post(f"{API}/auth/register", json=body).json()["id"]
        self.name, self.password = name, PASSWORD
        self.log_in()

    def log_in(self):
        tokens = requests.post(f"{API}/auth/token", data={"username": self.name, "password": self.password}).json()
        self.access, self.refresh = tokens["access_token"], tokens["refresh_token"]
        self.headers = {"Authorization": f"Bearer {self.access}"}


spares = {}


def spare_for(label):
    """The same one for an operation as long as it lasts."""
    if label not in spares:
        spares[label] = Spare()
    return spares[label]


def log_in_as(case, spare):
    # A request that leaves the token out, or makes one up, is about that.
    if case._has_explicit_auth:
        case.headers["Authorization"] = spare.headers["Authorization"]


own_ids = {}


def id_of(person):
    if person not in own_ids:
        tokens = requests.post(f"{API}/auth/token", data={"username": person, "password": PASSWORD}).json()
        me = requests.get(f"{API}/auth/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})
        own_ids[person] = me.json()["id"]
    return own_ids[person]


def is_id(text):
    return isinstance(text, str) and re.fullmatch("[0-9a-fA-F]{24}", text) is not None


# --- Before a request ---


def change(case, fields):
    # What is left alone keeps what schemathesis knows of it.
    if fields:
        case.body = {**case.body, **fields}


def make_current(case):
    """What depends on the moment is right more often than not: the version, the record's own ids, a key that was not used before."""
    if "If-Match" in case.headers and (case.headers["If-Match"] == "" or often()):
        case.headers["If-Match"] = "*"
    if case.headers.get("Idempotency-Key") and often():
        case.headers["Idempotency-Key"] = str(uuid.UUID(int=chance.getrandbits(128)))
    if isinstance(case.query, dict) and "cursor" in case.query and often():
        case.query = {name: value for name, value in case.query.items() if name != "cursor"}
    if isinstance(case.body, dict):
        change(case, fresh(case))
    if isinstance(case.body, dict) and case.method == "PUT" and often():
        id = case.path_parameters.get("id")
        same = {"_id": id, "id": id, "user_id": id_of(PERSON)}
        change(case, {name: same[name] for name, value in case.body.items() if name in same and is_id(value)})
    if isinstance(case.path_parameters, dict) and case.path_parameters.get("id", "") is None:
        # What an answer calls null is no record's id.
        case.path_parameters = {"id": chance.choice(OFFERS)}
    if isinstance(case.body, dict) and len(str(case.body)) > MAX_BODY_BYTES // 2:
        change(case, {name: shortened(value) for name, value in case.body.items()})


def fresh(case):
    """The document's examples serve once: later a name is taken, and an id is nobody's. Drawn names are mostly of characters that no name has."""
    name = f"fuzz-{uuid.UUID(int=chance.getrandbits(128))}"
    names = {"username": name, "email": f"{name}@fuzz.example.com"}
    again = {"username": "camille", "email": "camille@example.com"}
    instead = {}
    for field, value in case.body.items():
        if field in names and (value == again[field] or (case.meta.generation.mode.is_positive and often())):
            instead[field] = names[field]
        if field == "application_id" and value in EXAMPLE_IDS:
            instead[field] = None
    return instead


def shortened(value):
    """As wrong as it was, and no longer than what the API reads: that limit has tests of its own."""
    return [item[:1] if isinstance(item, str) else item for item in value] if isinstance(value, list) else value


def change_a_spare(case):
    """Never one of those that the run logs in as; often somebody who is there."""
    drawn = str(case.path_parameters.get("id")).lower()
    if often() or drawn in [id_of(person) for person in ("alix", "billie", "admin")]:
        spare = spare_for(case.operation.label)
        case.path_parameters = {"id": spare.id}
        if PERSON != "admin":
            log_in_as(case, spare)


def change_password(case):
    spare = spare_for(case.operation.label)
    log_in_as(case, spare)
    if isinstance(case.body, dict) and "current_password" in case.body and often():
        case.body = {**case.body, "current_password": spare.password}


def end_session(case):
    spare = spare_for(case.operation.label)
    log_in_as(case, spare)
    if often():
        other = Spare.__new__(Spare)
        other.name, other.password = spare.name, spare.password
        other.log_in()
        sessions = requests.get(f"{API}/auth/sessions", headers=spare.headers).json()
        case.path_parameters = {"id": next(session["id"] for session in sessions if not session["current"])}


def use_refresh_token(case):
    if isinstance(case.body, dict) and "refresh_token" in case.body and often():
        case.body = {**case.body, "refresh_token": spare_for("POST /auth/refresh").refresh}


def log_in(case):
    if isinstance(case.body, dict) and {"username", "password"} <= case.body.keys() and often():
        case.body = {**case.body, "username": PERSON, "password": PASSWORD}


def see_a_user(case):
    if often():
        case.path_parameters = {"id": id_of(PERSON)}


def see_the_own_cv(case):
    """Somebody new has none, which schemathesis would take for a record that was lost."""
    if is_id(case.path_parameters.get("id")):
        case.path_parameters = {"id": id_of(PERSON)}


def take_an_offer(case):
    if often():
        case.path_parameters = {"id": chance.choice(OLD_OFFERS)}


def hide_an_offer(case):
    """One that no list shows on its first pages: lists tell schemathesis whose a record is."""
    if is_id(case.path_parameters.get("id")):
        case.path_parameters = {"id": chance.choice(OLD_OFFERS)}


def send_a_cv(case):
    """The document's own example: no other file that is drawn is one."""
    if case.meta.generation.mode.is_positive and often():
        media_type = case.operation.schema.raw_schema["paths"]["/users/upload-cv"]["post"]["requestBody"]["content"]["multipart/form-data"]
        case.body = dict(media_type["example"])


BEFORE = {
    "PUT /users/{id}": change_a_spare,
    "DELETE /users/{id}": change_a_spare,
    "GET /users/{id}": see_a_user,
    "GET /users/{id}/cv": see_the_own_cv,
    "POST /users/upload-cv": send_a_cv,
    "POST /auth/change-password": change_password,
    "DELETE /auth/sessions/{id}": end_session,
    "POST /auth/refresh": use_refresh_token,
    "POST /auth/logout": use_refresh_token,
    "POST /auth/token": log_in,
    "DELETE /job-offers/{id}": hide_an_offer,
    "POST /job-offers/{id}/apply": take_an_offer,
}


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.method != case.operation.method.upper():
        return
    if case.operation.label in BEFORE:
        BEFORE[case.operation.label](case)
    make_current(case)


# --- After an answer ---

counts = collections.defaultdict(collections.Counter)


@schemathesis.hook
def after_call(context, case, response):
    label = case.operation.label
    if case.method != case.operation.method.upper():
        return
    counts[label][response.status_code] += 1
    if not 200 <= response.status_code < 300:
        return
    if label == "DELETE /users/{id}" and spares.get(label) and spares[label].id in response.request.url:
        del spares[label]
    if label == "POST /auth/change-password":
        spares[label].password = case.body["new_password"]
    if label == "POST /auth/refresh":
        spares[label].refresh = response.json()["refresh_token"]
    if label == "POST /auth/logout":
        spares.pop("POST /auth/refresh", None)


@atexit.register
def write_counts():
    with open(os.environ["FUZZ_COUNTS"], "w") as file:
        json.dump(counts, file)
