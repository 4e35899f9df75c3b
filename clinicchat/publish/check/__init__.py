"""`make check`: every fault in the content of data/ by file, line and key, with its cure.

    findings = run(Project(root))     # the list of findings, errors first in each file
    python -m clinicchat.publish.check        # for people; --json for machines; exit 1 when there is an error

One module for each concern; each check is a function with a one-sentence name (`registry.check`). The house rules
that are not structure are data: wording.yml (claims, doses …) and house_rules.yml (limits, hosts). Neither Rasa nor the
network is used.
"""

from clinicchat.publish.check.findings import Finding, Level
from clinicchat.publish.check.project import Project
from clinicchat.publish.check.registry import run

__all__ = ["Finding", "Level", "Project", "run"]
