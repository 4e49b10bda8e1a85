"""The side of the package Lifetimes in purchases.py: fits a file of customers, then one of groups, prints seconds."""

from __future__ import annotations

import json
import sys
import time
import warnings

import numpy as np
from lifetimes import BetaGeoFitter, GammaGammaFitter

warnings.simplefilter("ignore")
data, groups = np.load(sys.argv[1]), np.load(sys.argv[2])
x, t_x, age = (data[name] for name in ("x", "t_x", "T"))
repeat = x > 0
marks = [time.perf_counter()]
purchases = BetaGeoFitter().fit(x, t_x, age)
marks.append(time.perf_counter())
BetaGeoFitter().fit(groups["frequency"], groups["recency"], groups["age"], weights=groups["weight"])
marks.append(time.perf_counter())
spend = GammaGammaFitter().fit(x[repeat], data["z"][repeat])
marks.append(time.perf_counter())
seconds = dict(zip(("purchases", "grouped", "spend"), np.diff(marks).tolist(), strict=True))
print(json.dumps({"seconds": seconds, "parameters": purchases.params_.to_dict() | spend.params_.to_dict()}))
