# The chat in a container, with one release built in: what stands in data/ when the image is built, checked and approved.
#   docker build -t clinicchat .          fails, as make release does, when data/ has an error
FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/clinicchat

# The packages first: they change less often than the content.
COPY Makefile ./
COPY scripts scripts
COPY requirements requirements
COPY vendor vendor
RUN make setup

COPY . .
RUN make release NAME=image NOTES="built into the image"

# Conversations and the secret come from outside (compose.yml); var/ stays in the image, because the release is in it.
RUN useradd --system clinicchat && mkdir /kept && chown -R clinicchat var models /kept
USER clinicchat
ENV HOST=0.0.0.0 PORT=5005 CLINICCHAT_DATABASE_URL=sqlite:////kept/conversations.db
VOLUME /kept
EXPOSE 5005
HEALTHCHECK --start-period=60s --interval=10s \
  CMD [".venv/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:5005/health/ready', timeout=5)"]
CMD [".venv/bin/honcho", "start"]
