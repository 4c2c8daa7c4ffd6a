# Rasa with its trained model: old Python, old pins, nothing of ours but bots/ and data/.
FROM python:3.10.18-slim-bookworm AS build
WORKDIR /build
COPY requirements/bootstrap.lock requirements/rasa.lock ./
RUN pip install --no-cache-dir --require-hashes -r bootstrap.lock \
    && uv venv --quiet /opt/venv \
    && uv pip install --quiet --compile-bytecode --no-cache --no-deps --require-hashes --python /opt/venv/bin/python -r rasa.lock

FROM python:3.10.18-slim-bookworm
RUN useradd --uid 10001 --home-dir /srv/ratiba --create-home ratiba
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 \
    RASA_TELEMETRY_ENABLED=false MPLCONFIGDIR=/tmp/matplotlib \
    RATIBA_HOME=/srv/ratiba RASA_HOST=0.0.0.0
COPY config.yml endpoints.yml credentials.yml ./
COPY docker/enter.py docker/enter.py
COPY bots bots
COPY data data
RUN python -m compileall -q bots
USER 10001
RUN python -m bots.training
ENTRYPOINT ["python", "docker/enter.py", "rasa"]
CMD ["python", "-m", "bots.server"]
