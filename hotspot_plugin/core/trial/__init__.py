"""Hotspots to arms and schedules, and outcomes to effects.

For a notebook, without QGIS:

- arms: `assign.Plan` and `assign.assign` (complete, simple, blocks, pairs, clusters; until balanced), `separation`,
  `balance.balance`; the draw itself is documented in `arms`, its canonical form in `canonical`.
- schedules: `days.trial_days`, `schedule.draw_schedule`; `verify` compares a draw with what was written.
- power: `power.Plan`, `power.power`, `power.smallest_fall`, `power.longer`, `power.more`, `power.place_days_needed`,
  `power.simulate`; `effects.wdd_needed` for the WDD.
- effects of a few counts: `effects.wdd` (weights of time and area), `effects.harm_wdd` (weights of harm),
  `effects.incidence_rate_ratio`, `effects.rate_ratio`, `effects.e_test`.
- a whole trial: `layout.from_schedule` or `layout.from_arms`, `counting.count`, `evaluation.evaluate`; of its parts
  `inference.infer` (redraws), `lags` (what lasts), `differences.differences` (WDD), `poissonfit.fit` (the model).
"""
