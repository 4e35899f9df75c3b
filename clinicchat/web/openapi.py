"""Writes docs/openapi.yml: the paths of openapi_paths.yml, and what is answered from the classes of the contract.

`python -m clinicchat.web.openapi` (part of `make format`); a test says when the file is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import yaml

from clinicchat import paths
from clinicchat.chat.message import Message, Said
from clinicchat.web import answers

FILE = paths.ROOT / "docs" / "openapi.yml"
PATHS = Path(__file__).parent / "openapi_paths.yml"
ANSWERS = (answers.Answer, answers.Conversation, answers.Heard, answers.Error)
Schema = dict[str, object]


def document() -> str:
    """Returns docs/openapi.yml as it should be."""
    source = PATHS.read_text(encoding="utf-8")
    head = source[: source.index("openapi:")]
    made = yaml.safe_load(source)
    made["components"]["schemas"] |= schemas()
    return head + yaml.safe_dump(made, sort_keys=False, allow_unicode=True, width=118)


def schemas() -> dict[str, Schema]:
    """Returns the schemas of what is answered, by name."""
    _, found = msgspec.json.schema_components(ANSWERS, ref_template="#/components/schemas/{name}")
    for kind in (*ANSWERS, Message, Said):
        known = found[kind.__name__]
        known["required"] += [field for field in _filled_in(kind) if field not in known["required"]]
    return {name: _of_class(schema) for name, schema in sorted(found.items())}


def _filled_in(kind: type[msgspec.Struct]) -> list[str]:
    """Returns the fields that are never left out, though nobody need give them: what is made anew, such as an id."""
    fields = msgspec.structs.fields(kind)
    if not kind.__struct_config__.omit_defaults:
        return [field.encode_name for field in fields]
    return [field.encode_name for field in fields if field.default_factory is not msgspec.NODEFAULT]


def _of_class(schema: Schema) -> Schema:
    """Returns the schema of a class as it is sent: what is empty is left out, so what is there is not empty."""
    made = {key: value for key, value in schema.items() if key != "title"}
    fields, required = made.get("properties"), made.get("required")
    if isinstance(fields, dict) and isinstance(required, list):
        made["properties"] = {name: _of_field(field, name in required) for name, field in fields.items()}
        made["additionalProperties"] = False
    return made


def _of_field(schema: Schema, always: bool) -> Schema:
    made = {key: value for key, value in schema.items() if key != "default"}
    if not always and made.get("type") == "array":
        made["minItems"] = 1
    if not always and made.get("type") == "string":
        made["minLength"] = 1
        made |= {"pattern": str(made["pattern"]).removeprefix("^$|")} if "pattern" in made else {}
    kinds = made.get("anyOf")
    real = [kind for kind in kinds if kind != {"type": "null"}] if isinstance(kinds, list | tuple) else []
    if len(real) == 1:
        return {**{key: value for key, value in made.items() if key != "anyOf"}, **real[0]}
    return made


def main() -> None:
    """Writes the file and says which."""
    FILE.write_text(document(), encoding="utf-8")
    sys.stdout.write(f"{FILE.relative_to(paths.ROOT)}\n")


if __name__ == "__main__":
    main()
