"""What a fuzzer cannot know of this API: whom it may log out, change and delete, and what only this moment's state tells.

Requests that would end the run (or the accounts that it runs as) go to people made for it. Values that were drawn at random are
replaced by real ones often, never always, so that every operation is carried out too; schemathesis judges the request that was sent.
"""

import atexit
import collections
import json
import os
import re
import sys

import schemathesis

sys.path.insert(0, os.path.dirname(os.environ["FUZZ_HOOKS"]))
from people import PASSWORD, PEOPLE, PERSON, chance, id_of, new_collection, new_uuid, often, spare_for, spares  # noqa: E402

OFFERS = os.environ["FUZZ_OFFERS"].split(",")
# Lists show the newest first.
OLD_OFFERS = OFFERS[: len(OFFERS) // 2]
DOUBLES = [pair.split(":") for pair in os.environ["FUZZ_DOUBLES"].split(",")]
EXAMPLE_IDS = [f"6560f0c2a7b4c1d2e3f405{n}" for n in range(10, 100)]
MAX_BODY_BYTES = 2 * 1024 * 1024
MAX_AUTH_BODY_BYTES = 16 * 1024


def is_id(text):
    return isinstance(text, str) and re.fullmatch("[0-9a-fA-F]{24}", text) is not None


def is_positive(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


def log_in_as(case, spare):
    # A request that leaves the token out, or makes one up, is about that.
    if case._has_explicit_auth:
        case.headers["Authorization"] = f"Bearer {spare.access}"


# --- Before a request ---


def change(case, fields):
    # What is left alone keeps what schemathesis knows of it.
    if fields:
        case.body = {**case.body, **fields}


def replace_texts(case, texts):
    if isinstance(case.body, dict) and all(isinstance(case.body.get(name), str) for name in texts) and often():
        change(case, texts)


def make_current(case):
    """What depends on the moment is right more often than not: the version, the record's own ids, a key that was not used before."""
    if case.headers.get("If-Match", "-") in ("", '"3"') or ("If-Match" in case.headers and often()):
        case.headers["If-Match"] = "*"
    if case.headers.get("Idempotency-Key", "").startswith("5f0c2a7b") or (case.headers.get("Idempotency-Key") and often()):
        case.headers["Idempotency-Key"] = new_uuid()
    if isinstance(case.query, dict) and "cursor" in case.query and often():
        case.query = {name: value for name, value in case.query.items() if name != "cursor"}
    if isinstance(case.body, dict):
        change(case, fresh(case))
    if isinstance(case.body, dict) and case.method == "PUT" and (is_positive(case) or often()):
        id = case.path_parameters.get("id")
        same = {"_id": id, "id": id, "user_id": id_of(PERSON)}
        change(case, {name: same[name] for name, value in case.body.items() if name in same and is_id(value)})
    if isinstance(case.path_parameters, dict) and case.path_parameters.get("id", "") is None:
        # What an answer calls null is no record's id.
        case.path_parameters = {"id": chance.choice(OFFERS)}
    limit = MAX_AUTH_BODY_BYTES if case.path.startswith("/auth") else MAX_BODY_BYTES
    if isinstance(case.body, dict) and len(json.dumps(case.body, default=str)) > limit:
        change(case, {name: shortened(value, limit // 4) for name, value in case.body.items()})


def fresh(case):
    """The document's examples serve once: later a name is taken, and an id is nobody's. Drawn names are mostly of characters that no name has."""
    name = f"fuzz-{new_uuid()}"
    names = {"username": name, "email": f"{name}@fuzz.example.com"} if case.operation.label != "POST /auth/token" else {}
    again = {"username": "camille", "email": "camille@example.com"}
    instead = {}
    for field, value in case.body.items():
        if field in names and (value == again[field] or (is_positive(case) and often())):
            instead[field] = names[field]
        if field == "application_id" and value in EXAMPLE_IDS:
            instead[field] = None
    return instead


def shortened(value, length):
    """As right or wrong as it was, and no longer than what the API reads: that limit has tests of its own."""
    if isinstance(value, list):
        return [item[:1] if isinstance(item, str) else item for item in value]
    return "x" * min(len(value), length) if isinstance(value, str) else value


def change_a_spare(case):
    """Never one of those that the run logs in as, nor of those made for another operation; often somebody who is there."""
    drawn = case.path_parameters.get("id")
    needed = [id_of(person) for person in PEOPLE] + [spare.id for spare in spares.values()]
    if is_id(drawn) and (often() or drawn.lower() in needed):
        spare = spare_for(case.operation.label)
        case.path_parameters = {"id": spare.id}
        if PERSON != "admin":
            log_in_as(case, spare)


def change_password(case):
    spare = spare_for(case.operation.label)
    log_in_as(case, spare)
    replace_texts(case, {"current_password": spare.password})


def end_session(case):
    spare = spare_for(case.operation.label)
    log_in_as(case, spare)
    if is_id(case.path_parameters.get("id")) and often():
        case.path_parameters = {"id": spare.another_session()}


def use_refresh_token(case):
    replace_texts(case, {"refresh_token": spare_for("POST /auth/refresh").refresh})


def log_in(case):
    replace_texts(case, {"username": PERSON, "password": PASSWORD})


def see_a_user(case):
    if is_id(case.path_parameters.get("id")) and often():
        case.path_parameters = {"id": id_of(PERSON)}


def see_the_own_cv(case):
    """Somebody new has none, which schemathesis would take for a record that was lost."""
    if is_id(case.path_parameters.get("id")):
        case.path_parameters = {"id": id_of(PERSON)}


def take_an_offer(case):
    if is_id(case.path_parameters.get("id")) and often():
        case.path_parameters = {"id": chance.choice(OLD_OFFERS)}


def hide_an_offer(case):
    """One that no list shows on its first pages: lists tell schemathesis whose a record is."""
    if is_id(case.path_parameters.get("id")):
        case.path_parameters = {"id": chance.choice(OLD_OFFERS)}


def collect_for_oneself(case):
    """Those who ask for the same share a run, which schemathesis would take for one that shows what is somebody else's."""
    query = case.body.get("query") if isinstance(case.body, dict) else None
    if isinstance(query, str) and len(query) <= 200 and re.search(r"[^\W_]", query):
        change(case, {"query": f"{PERSON} {query}"[:200]})


def import_for_oneself(case):
    """As above; and hosts that are drawn at random are mostly refused."""
    url = case.body.get("url") if isinstance(case.body, dict) else None
    if url == "https://jobs.example.com/offers/42" or (isinstance(url, str) and is_positive(case) and often()):
        change(case, {"url": f"https://jobs.example.com/{PERSON}/{new_uuid()}"})


def see_a_collection(case):
    if is_id(case.path_parameters.get("id")) and often():
        case.path_parameters = {"id": new_collection()}


def leave_a_collection(case):
    """One that nobody looks at: admins go on seeing what they left."""
    if is_id(case.path_parameters.get("id")):
        case.path_parameters = {"id": new_collection()}


def split_a_double(case):
    if isinstance(case.body, dict) and isinstance(case.body.get("url"), str) and is_id(case.path_parameters.get("id")) and DOUBLES and often():
        stayed, merged = DOUBLES.pop() if PERSON == "admin" else DOUBLES[0]
        case.path_parameters = {"id": stayed}
        change(case, {"url": f"https://jobs.example.com/offers/{merged}"})


def send_a_cv(case):
    """The document's own example: no other file that is drawn is one."""
    if is_positive(case) and often():
        media_type = case.operation.schema.raw_schema["paths"]["/users/upload-cv"]["post"]["requestBody"]["content"]["multipart/form-data"]
        case.body = dict(media_type["example"])


BEFORE = {
    "PUT /users/{id}": change_a_spare,
    "DELETE /users/{id}": change_a_spare,
    "GET /users/{id}": see_a_user,
    "GET /users/{id}/usage": see_a_user,
    "GET /users/{id}/cv": see_the_own_cv,
    "POST /users/upload-cv": send_a_cv,
    "POST /auth/change-password": change_password,
    "DELETE /auth/sessions/{id}": end_session,
    "POST /auth/refresh": use_refresh_token,
    "POST /auth/logout": use_refresh_token,
    "POST /auth/token": log_in,
    "DELETE /job-offers/{id}": hide_an_offer,
    "POST /job-offers/{id}/apply": take_an_offer,
    "GET /job-offers/{id}/listings": take_an_offer,
    "POST /job-offers/{id}/not-a-double": split_a_double,
    "POST /job-offers/collect": collect_for_oneself,
    "POST /job-offers/import": import_for_oneself,
    "GET /job-offers/collections/{id}": see_a_collection,
    "DELETE /job-offers/collections/{id}": leave_a_collection,
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
