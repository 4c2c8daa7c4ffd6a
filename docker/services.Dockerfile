# Every process except rasa: web, worker, actions, sandbox, and the commands.
FROM python:3.13.7-slim-bookworm AS build
WORKDIR /build
COPY requirements/bootstrap.lock requirements/services.lock ./
RUN pip install --no-cache-dir --require-hashes -r bootstrap.lock \
    && uv venv --quiet /opt/venv \
    && uv pip install --quiet --compile-bytecode --no-cache --no-deps --require-hashes --python /opt/venv/bin/python -r services.lock

FROM python:3.13.7-slim-bookworm
RUN useradd --uid 10001 --home-dir /srv/ratiba --create-home ratiba \
    && install --directory --owner=ratiba --mode=700 /srv/ratiba/files
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY alembic.ini ./
COPY migrations migrations
COPY core core
COPY actions actions
COPY connectors connectors
COPY sandbox sandbox
COPY launcher launcher
COPY docker/enter.py docker/enter.py
# The worker renders the domain's texts and asks language models in the words of the prompts.
COPY bots/domain bots/domain
COPY bots/prompts bots/prompts
RUN python -m compileall -q .
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 \
    RATIBA_HOME=/srv/ratiba HOST=0.0.0.0 ACTIONS_HOST=0.0.0.0 SANIC_HOST=0.0.0.0
USER 10001
ENTRYPOINT ["python", "docker/enter.py", "services"]
CMD ["python", "-m", "connectors.web"]
