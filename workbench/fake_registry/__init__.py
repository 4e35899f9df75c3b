"""A stand-in for the NPI Registry and ClinicalTrials.gov on loopback, with invented people and studies.

It behaves like the real services as their pages describe them (API v2.1 and API v2), and misbehaves when the address
asks for it: `/api/` and `/api/v2/studies` are well-behaved, `/hang/api/` hangs, and so on for every mode of
`misbehave.MODES`. For development: `python -m workbench.fake_registry --port 8900`.
"""

from workbench.fake_registry.server import FakeRegistry

__all__ = ["FakeRegistry"]
