"""Every file fits its model (clinicchat/content/models.py), and what the clinic itself must have put in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from clinicchat.content import (
    cards,
    clinic_models,
    help_line_models,
    models,
    named_things,
    step_models,
    topics,
    turns,
    visitor,
)
from clinicchat.content.loader import faults
from clinicchat.danger import phrase_model
from clinicchat.danger.phrase_file import FOLDER, file_of
from clinicchat.directory.clinic_list import problems
from clinicchat.publish import approvals
from clinicchat.publish.check import project as files
from clinicchat.publish.check import rule_models
from clinicchat.publish.check.findings import Finding, error, warning
from clinicchat.publish.check.project import Project
from clinicchat.publish.check.registry import check

MODELS: dict[str, object] = {
    files.APPROVALS: approvals.File,
    files.REPLIES: models.Replies,
    files.HELPLINES: help_line_models.HelpLines,
    files.SOURCES: models.Sources,
    **dict.fromkeys(files.NAMED, named_things.Named),
    files.PROVIDERS: clinic_models.Providers,
    files.COUNTRIES: clinic_models.Countries,
    files.BOARDS: clinic_models.Boards,
    files.CLINIC: clinic_models.Clinic,
    files.PAGE: clinic_models.Page,
    files.NLU: models.Topic,
    files.TURNS: turns.ShortTurns,
    files.VISITOR: visitor.Visitor,
    files.LANGUAGE: phrase_model.PhraseLanguage,
    files.RULES: rule_models.Rules,
    files.STORIES: rule_models.Stories,
    **dict.fromkeys(files.CARDS, models.Safety),
    **{f"data/{cards.FOLDER}/{stem}.yml": step_models.NextSteps for stem in cards.NEXT_STEPS},
    **{f"data/{FOLDER}/{file_of(danger)}": phrase_model.phrase_model(danger) for danger in topics.DANGERS},
}


@check("Every key is known and every value is of its kind")
def every_key_is_known(project: Project) -> Iterator[Finding]:
    for name in project.files:
        model = models.Topic if name.startswith(files.TOPICS) else MODELS.get(name)
        if model and project.top(name).pairs and not project.document(name).fault:
            for fault in faults(project.top(name), model):
                yield error(name, fault.line, " > ".join(fault.way) or name, fault.what, fault.cure)


@check("Every entry of the clinic's own list can be used", files.PROVIDERS)
def every_provider_can_be_used(project: Project) -> Iterator[Finding]:
    for number, entry in enumerate(project.top(files.PROVIDERS).get("providers").entries, start=1):
        if not list(faults(entry, clinic_models.ListedProvider)):
            for key, what, cure in problems(msgspec.convert(entry.plain_value, clinic_models.ListedProvider)):
                line = (entry.get(key) or entry).line
                yield error(files.PROVIDERS, line, f"providers > {number} > {key}", what, cure)


@check("The clinic has put in its own name and telephone", files.CLINIC)
def the_clinic_has_its_own_telephone(project: Project) -> Iterator[Finding]:
    telephone = project.top(files.CLINIC).get("telephone")
    if re.search(r"555-01\d\d$", telephone.text):
        what = f"{telephone.text} is a made-up number, like the one that came with the program: nobody answers there."
        cure = "Write the clinic's own number in quotes before going live."
        yield warning(files.CLINIC, telephone.line, "telephone", what, cure)
