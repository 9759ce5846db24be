"""Posts events with idle gaps through requests, one session a thread. Arguments: see run.mjs."""

import datetime
import json
import random
import sys
import threading
import time
import uuid

import requests

url, key, workers, seconds, longest_gap = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])
end = time.monotonic() + seconds
counts = {"posts": 0, "unanswered": 0, "given_up": 0, "refused": 0}
lock = threading.Lock()


def count(name):
    with lock:
        counts[name] += 1


def work():
    session = requests.Session()
    while time.monotonic() < end:
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        event = {"id": str(uuid.uuid4()), "ts": now, "user_id": "soak", "provider": "openai", "model": "gpt-4o",
                 "tokens_in": 1, "tokens_out": 1, "source": "requests"}
        count("posts")
        for tries in range(6):
            try:
                answer = session.post(f"{url}/v1/ingest", json=event, headers={"x-api-key": key}, timeout=30)
                if answer.status_code != 202:
                    count("refused")
                break
            except requests.RequestException:
                count("unanswered")  # The same event again.
                if tries == 5:
                    count("given_up")
        time.sleep(1 + random.random() * (longest_gap - 1))


threads = [threading.Thread(target=work) for _ in range(workers)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(counts))
