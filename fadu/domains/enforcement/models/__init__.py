"""行政执法台账的模型: who enforces, what they decide and carry out, and how that is supervised."""
