# One image, several commands: web, worker, scheduler, migrate. docker-compose.yml says which.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
# Documents are fetched from forges with Git.
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 proofboard \
    && useradd --system --uid 10001 --gid proofboard --home-dir /app proofboard \
    && install -d -o proofboard -g proofboard /var/lib/proofboard
COPY --from=build /venv /venv
WORKDIR /app
COPY manage.py ./
COPY config ./config
COPY challenge ./challenge
COPY verifier ./verifier
COPY templates ./templates
COPY static ./static
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PROOFBOARD_VAR=/var/lib/proofboard \
    PROOFBOARD_STATIC_MANIFEST=yes
# Nothing of the build may end up in the image's var: collectstatic gets a throw-away one.
RUN PROOFBOARD_VAR=/tmp/build PROOFBOARD_SECRET_KEY=only-for-the-build python manage.py collectstatic --no-input \
    && rm -rf /tmp/build
USER proofboard
EXPOSE 8000
CMD ["uvicorn", "config.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--timeout-graceful-shutdown", "5"]
