"""What all tests share.

Fixtures strategy: most tests need no fixture; a store is in memory; the language model is loaded once per run by `nlp`, and only for tests
about what it does.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# a property may take longer on a busy machine; what is tested is what holds, not how fast
settings.register_profile("default", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")
