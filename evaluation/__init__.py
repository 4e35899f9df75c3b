"""How well it understands and whether it sees danger, measured on phrasings of independent authors.

make evaluate                       the report, in var/evaluation/
python -m evaluation.thresholds     chooses the thresholds, from the development sets only
python -m evaluation.benchmark      the same model on public data
"""
