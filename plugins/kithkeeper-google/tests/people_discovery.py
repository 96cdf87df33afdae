"""What the discovery document in the client package says of a request: route, parameters, masks, bodies."""

import json
import re
from importlib.resources import files

DOCUMENT = json.loads(
    files("googleapiclient.discovery_cache").joinpath("documents/people.v1.json").read_text()
)


class Bad(Exception):
    """A request that the API does not take."""

    def __init__(self, status, message, reason="badRequest", word="INVALID_ARGUMENT", details=()):
        super().__init__(message)
        self.status = status
        self.body = {
            "error": {
                "code": status,
                "message": message,
                "status": word,
                "errors": [{"message": message, "domain": "global", "reason": reason}],
                "details": list(details),
            }
        }


def _methods(resource):
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from _methods(inner)


def _route(method):
    pattern = re.sub(r"\{[^}]+\}", "([^/:]+)", method["flatPath"])
    return method["httpMethod"], re.compile("/" + pattern), method


ROUTES = [_route(method) for method in _methods(DOCUMENT)]


def find(verb, path):
    """The method that answers, and its path parameters in order."""
    for wanted, pattern, method in ROUTES:
        if verb == wanted and (found := pattern.fullmatch(path)):
            return method, found.groups()
    raise Bad(404, f"no method for {verb} {path}", "notFound", "NOT_FOUND")


def check_query(method, query):
    """Refuse a parameter that the method has not, or a value that it does not take."""
    known = {**DOCUMENT["parameters"], **method["parameters"]}
    for name, values in query.items():
        if name not in known or known[name]["location"] != "query":
            raise Bad(400, f'Invalid JSON payload received. Unknown name "{name}"')
        spec = known[name]
        if len(values) > 1 and not spec.get("repeated"):
            raise Bad(400, f"{name} is given twice")
        for value in values:
            _check_value(name, spec, value)


def _check_value(name, spec, value):
    if "enum" in spec and value not in spec["enum"]:
        raise Bad(400, f"Invalid value at {name}: {value}")
    if spec["type"] == "boolean" and value not in ("true", "false"):
        raise Bad(400, f"Invalid value at {name}: {value}")
    if spec["type"] == "integer" and not re.fullmatch(r"-?\d+", value):
        raise Bad(400, f"Invalid value at {name}: {value}")
    if spec.get("format") == "google-fieldmask":
        check_mask(name, spec, value)


def check_mask(name, spec, value):
    """Refuse a field that the parameter's description does not list."""
    listed = spec["description"].split("alid values are:")[1].split(" If ")[0]
    allowed = set(re.findall(r"\* (\w+)", listed))
    if not value or set(value.split(",")) - allowed:
        wrong = set(value.split(",")) - allowed
        raise Bad(400, f"Invalid {name} mask path: {sorted(wrong)}. Valid paths: {sorted(allowed)}")


def check_body(reference, body, path=""):
    """Refuse a key that the schema has not, or a value of another type."""
    schema = DOCUMENT["schemas"][reference]
    if not isinstance(body, dict):
        raise Bad(400, f"{path or 'body'} is no object")
    for key, value in body.items():
        if key not in schema["properties"]:
            raise Bad(400, f"Invalid JSON payload received. Unknown name \"{key}\" at '{path}'")
        _check_part(schema["properties"][key], value, f"{path}.{key}")


def _check_part(spec, value, path):
    if "$ref" in spec:
        check_body(spec["$ref"], value, path)
    elif spec["type"] == "array":
        if not isinstance(value, list):
            raise Bad(400, f"{path} is no list")
        for each in value:
            _check_part(spec["items"], each, path)
    else:
        kind = {"string": str, "boolean": bool, "integer": int, "number": (int, float)}
        if not isinstance(value, kind.get(spec["type"], object)):
            raise Bad(400, f"{path} is no {spec['type']}")
        if "enum" in spec and value not in spec["enum"]:
            raise Bad(400, f"Invalid value at {path}: {value}")
