"""Working time by Python packages: one JSON object per line on standard input and output.

A line asks {"op": "add" or "between", "starts": [unix seconds], "seconds": n, "ends": [...],
"holidays": [dates], "times": n}. For each package that can answer, a line tells its name, the
microseconds of one answer (the median of seven rounds) and the answers to all starts.
"""

import datetime
import json
import statistics
import sys
import time

import businesstimedelta
import pandas
import pytz

ZONE = "Europe/Amsterdam"


def instant(second):
    return datetime.datetime.fromtimestamp(second, pytz.utc)


def with_businesstimedelta(row):
    zone = pytz.timezone(ZONE)
    day = businesstimedelta.WorkDayRule(
        start_time=datetime.time(9),
        end_time=datetime.time(17),
        working_days=[0, 1, 2, 3, 4],
        tz=zone,
    )
    dates = [datetime.date.fromisoformat(date) for date in row["holidays"]]
    off = businesstimedelta.HolidayRule({date: "off" for date in dates}, tz=zone)
    rules = businesstimedelta.Rules([day, off])
    starts = [instant(second) for second in row["starts"]]
    if row["op"] == "add":
        term = businesstimedelta.BusinessTimeDelta(rules, seconds=row["seconds"])
        return lambda i: int((starts[i] + term).timestamp())
    ends = [instant(second) for second in row["ends"]]

    def between(i):
        found = rules.difference(starts[i], ends[i])
        return found.hours * 3600 + found.seconds

    return between


def with_pandas(row):
    if row["op"] != "add":
        return None
    hour = pandas.offsets.CustomBusinessHour(start="09:00", end="17:00", holidays=row["holidays"])
    term = hour * (row["seconds"] // 3600)
    local = lambda second: pandas.Timestamp(second, unit="s", tz="UTC").tz_convert(ZONE)
    starts = [local(second).tz_localize(None) for second in row["starts"]]
    return lambda i: int((starts[i] + term).tz_localize(ZONE).timestamp())


def measured(answer, starts, times):
    answers = [answer(i) for i in range(starts)]
    rounds = []
    for _ in range(7):
        begun = time.perf_counter()
        for i in range(times):
            answer(i % starts)
        rounds.append((time.perf_counter() - begun) / times * 1e6)
    return statistics.median(rounds), answers


def main():
    peers = {"businesstimedelta": with_businesstimedelta, "pandas": with_pandas}
    for line in sys.stdin:
        row = json.loads(line)
        for peer, prepare in peers.items():
            answer = prepare(row)
            if answer is None:
                continue
            micros, answers = measured(answer, len(row["starts"]), row["times"])
            print(json.dumps({"peer": peer, "micros": micros, "answers": answers}), flush=True)


main()
