"""The routes below /_fake/, by which tests look and steer."""

import json

import wire


def answer(fake, request):
    with fake.lock:
        try:
            return _answer(fake, request.method, request.path.removeprefix("/_fake/"), request.body)
        except (ValueError, KeyError) as problem:
            return wire.json_reply({"error": str(problem)}, 400)


def _answer(fake, method, what, body):
    if method == "GET" and what.startswith("artifact/"):
        run_id, path = what.removeprefix("artifact/").split("/", 1)
        return wire.Reply(200, fake.store.run(run_id).artifacts[path], "application/octet-stream")
    if method == "GET":
        return wire.json_reply({
            "state": fake.store.state, "requests": lambda: fake.requests,
            "violations": lambda: fake.violations}[what]())
    if (method, what) == ("POST", "options"):
        fake.set_options(json.loads(body))
    elif (method, what) == ("POST", "faults"):
        fake.faults.add(json.loads(body))
    elif (method, what) == ("DELETE", "faults"):
        fake.faults.clear()
    elif (method, what) == ("POST", "forget"):
        fake.forget()
    else:
        raise ValueError(f"there is no {method} {what}")
    return wire.json_reply({})
