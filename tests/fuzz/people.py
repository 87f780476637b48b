"""Who the fuzzer asks as, and people who may be changed, logged out and deleted in their place."""

import os
import random
import uuid

import requests

API = os.environ["FUZZ_API"]
PERSON = os.environ["FUZZ_PERSON"]
PEOPLE = ("alix", "billie", "admin")
PASSWORD = os.environ["FUZZ_PASSWORD"]
# The same seed makes the same choices; each person others, for names are taken once.
chance = random.Random(f"{os.environ['FUZZ_SEED']} {PERSON}")


def often():
    return chance.random() < 0.75


def new_uuid():
    return str(uuid.UUID(int=chance.getrandbits(128)))


def tokens_of(name, password):
    return requests.post(f"{API}/auth/token", data={"username": name, "password": password}).json()


def get(path, access_token):
    return requests.get(API + path, headers={"Authorization": f"Bearer {access_token}"}).json()


def new_collection():
    """The id of a collection that nobody else asks for."""
    token = tokens_of(PERSON, PASSWORD)["access_token"]
    body = {"query": f"{PERSON} {new_uuid()}"}
    return requests.post(f"{API}/job-offers/collect", json=body, headers={"Authorization": f"Bearer {token}"}).json()["id"]


class Spare:
    def __init__(self):
        self.name, self.password = f"spare-{new_uuid()}", PASSWORD
        body = {"username": self.name, "email": f"{self.name}@fuzz.example.com", "password": PASSWORD}
        self.id = requests.post(f"{API}/auth/register", json=body).json()["id"]
        tokens = tokens_of(self.name, PASSWORD)
        self.access, self.refresh = tokens["access_token"], tokens["refresh_token"]

    def another_session(self):
        """The id of a session that is not the one that `access` is of."""
        tokens_of(self.name, self.password)
        return next(session["id"] for session in get("/auth/sessions", self.access) if not session["current"])


spares = {}


def spare_for(label):
    """The same one for an operation as long as it lasts."""
    if label not in spares:
        spares[label] = Spare()
    return spares[label]


own_ids = {}


def id_of(person):
    if person not in own_ids:
        own_ids[person] = get("/auth/me", tokens_of(person, PASSWORD)["access_token"])["id"]
    return own_ids[person]
