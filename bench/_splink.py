"""Splink on the same labelled set: run by an interpreter that has it (``TINHSO_SPLINK``), a process of its own.

Reads {records, blocks, kinds} from standard input, prints {pairs: [[a, b, probability]], seconds}. It is given what it
is meant to be given: folded text, its own comparisons for names, dates and addresses, training without labels by random
pairs and by expectation and maximisation over two keys, term frequencies where it can count them.
"""

import json
import sys
import time

import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_library as cl

KINDS = {
    "name": lambda field: cl.JaroWinklerAtThresholds(field, [0.95, 0.88]).configure(term_frequency_adjustments=True),
    "company": lambda field: cl.JaroWinklerAtThresholds(field, [0.95, 0.88]).configure(term_frequency_adjustments=True),
    "address": lambda field: cl.JaroWinklerAtThresholds(field, [0.95, 0.85]).configure(term_frequency_adjustments=True),
    "date": lambda field: cl.DamerauLevenshteinAtThresholds(field, [1, 2]),
    "phone": lambda field: cl.DamerauLevenshteinAtThresholds(field, [1]),
    "identifier": lambda field: cl.DamerauLevenshteinAtThresholds(field, [1]),
}


def main() -> None:
    """One run."""
    given = json.load(sys.stdin)
    frame = pd.DataFrame(given["records"]).replace("", None)
    frame["unique_id"] = range(len(frame))
    begin = time.perf_counter()
    rules = [block_on(*block) for block in given["blocks"]]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[KINDS[kind](field) for field, kind in given["kinds"].items()],
        blocking_rules_to_generate_predictions=rules,
    )
    linker = Linker(DuckDBAPI().register(frame), settings)
    linker.training.estimate_probability_two_random_records_match(rules[:2], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (rules[0], rules[given["second"]]):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    seconds = time.perf_counter() - begin
    pairs = found[["unique_id_l", "unique_id_r", "match_probability"]].to_numpy().tolist()
    json.dump({"pairs": pairs, "seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main()
