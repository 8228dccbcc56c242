/* A crowd of WebSocket clients in one thread, for Linux.
 *
 * Each client shakes hands, says hello and waits for its first state.  Under load, edits are sent
 * in turn, and each delivery is timed: the first time that a client sees the edit's marker, which
 * is "~~" nine digits "~" anywhere in a text message.  So it matters neither what a message looks
 * like nor how many edits it carries.  In an open loop, latency counts from the moment at which an
 * edit was due, not from the moment at which it could be sent: a server that stalls is charged for
 * all that waited ("coordinated omission").
 *
 * One delivery costs about 1 us here.  Compiled and called by native.py, which documents the calls.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define SCRATCH (1 << 20)
#define BUCKETS 2048

enum state { GONE, CONNECTING, SHAKING, OPEN, READY, STALLED };

struct client {
    int fd;
    enum state state;
    int64_t began, ready, next_try;
    size_t skip; /* bytes of its first state that are still to come, and need not be kept */
    char *kept; /* the beginning of a message whose end has not come */
    size_t length, room;
};

/* What a load found out. native.py knows this layout. */
struct result {
    double sent, deliveries, deliveries_in_time, complete, complete_in_time, listeners;
    double frames, bytes, acks, refusals, lost_clients, seconds, worst_us, worst_send_lag_us, busy;
};

static struct client *crowd;
static int total, epoll, in_flight, ready_count, polling;
static struct sockaddr_in server;
static char *request, *hello, *state_marker;
static int64_t retry_after;
static long failures;
static char last_failure[160];
static char scratch[SCRATCH];

/* The load that runs. */
static struct result *now_running;
static long first_marker, sent_count;
static int64_t *sent_at, *last_seen_at;
static int *seen_by, listeners;
static unsigned char *seen;
static long *histogram;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static void lose(struct client *c, const char *why) {
    if (c->fd >= 0) close(c->fd);
    if (c->state == READY) {
        ready_count--;
        if (now_running) now_running->lost_clients++;
    } else if (c->state != GONE && c->state != STALLED) {
        in_flight--;
        failures++;
    }
    snprintf(last_failure, sizeof last_failure, "%s", why);
    c->fd = -1;
    c->state = GONE;
    c->length = c->skip = 0;
    c->next_try = now() + retry_after;
}

static void transmit(struct client *c, const char *bytes, size_t length) {
    while (length) {
        ssize_t sent = send(c->fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno != EAGAIN && errno != EINTR) return; /* the next read says so */
            usleep(50);
            continue;
        }
        bytes += sent;
        length -= sent;
    }
}

static void say(struct client *c, int opcode, const char *payload, size_t length) {
    static unsigned char frame[65536 + 8];
    size_t head = 2;
    if (length > 65535) return;
    frame[0] = 0x80 | opcode;
    if (length < 126) {
        frame[1] = 0x80 | length;
    } else {
        frame[1] = 0x80 | 126;
        frame[2] = length >> 8;
        frame[3] = length;
        head = 4;
    }
    unsigned mask = rand();
    unsigned char *key = frame + head;
    memcpy(key, &mask, 4);
    head += 4;
    for (size_t i = 0; i < length; i++) frame[head + i] = payload[i] ^ key[i & 3];
    transmit(c, (char *)frame, head + length);
}

static void become_ready(struct client *c) {
    c->state = READY;
    c->ready = now();
    in_flight--;
    ready_count++;
}

static void count_delivery(struct client *c, long which, int64_t at) {
    size_t bit = (size_t)which * total + (c - crowd);
    if (seen[bit >> 3] & (1 << (bit & 7))) return;
    seen[bit >> 3] |= 1 << (bit & 7);
    double us = (at - sent_at[which]) / 1000.0;
    if (us < 1) us = 1;
    if (us > now_running->worst_us) now_running->worst_us = us;
    int bucket = (int)(log2(us) * 64);
    histogram[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
    now_running->deliveries++;
    last_seen_at[which] = at;
    if (++seen_by[which] == listeners) now_running->complete++;
}

static int begins(const char *p, size_t length, const char *with) {
    size_t k = strlen(with);
    return length >= k && !memcmp(p, with, k);
}

static void count_markers(struct client *c, char *p, size_t length) {
    int64_t at = now();
    char *end = p + length;
    now_running->frames++;
    if (begins(p, length, "{\"type\":\"ack\"")) now_running->acks++;
    else if (begins(p, length, "{\"type\":\"refused\"")) now_running->refusals++;
    while ((p = memmem(p, end - p, "~~", 2)) && end - p >= 12) {
        if (p[11] != '~') {
            p += 2;
            continue;
        }
        long which = 0;
        for (int i = 2; i < 11; i++) which = which * 10 + (p[i] - '0');
        p += 12;
        which -= first_marker;
        if (which >= 0 && which < sent_count) count_delivery(c, which, at);
    }
}

static void hear(struct client *c, int opcode, char *payload, size_t length) {
    if (opcode == 9) say(c, 10, payload, length <= 125 ? length : 125);
    else if (opcode == 8) lose(c, "the server closed the connection");
    else if (opcode > 2) return;
    else if (c->state == OPEN) {
        if (memmem(payload, length, state_marker, strlen(state_marker))) become_ready(c);
    } else if (now_running) count_markers(c, payload, length);
}

static void keep(struct client *c, char *p, size_t length) {
    if (c->room < length) {
        c->room = length * 2;
        c->kept = realloc(c->kept, c->room);
    }
    memmove(c->kept, p, length);
    c->length = length;
}

/* The end of the handshake, or NULL when more must come or the client was lost. */
static char *shaken(struct client *c, char *p, char *end) {
    char *body = memmem(p, end - p, "\r\n\r\n", 4);
    if (!body) {
        keep(c, p, end - p);
        return NULL;
    }
    if (memcmp(p, "HTTP/1.1 101", 12)) {
        char line[64] = {0};
        memcpy(line, p, end - p < 60 ? end - p : 60);
        lose(c, line);
        return NULL;
    }
    c->state = OPEN;
    if (hello[0]) say(c, 1, hello, strlen(hello));
    if (!state_marker[0]) become_ready(c);
    return body + 4;
}

/* One whole frame at p; returns its end, NULL when it is not whole. */
static char *frame_at(struct client *c, char *p, char *end) {
    unsigned char *head = (unsigned char *)p;
    size_t length = head[1] & 127, at = 2;
    if (length == 126) {
        if (end - p < 4) return NULL;
        length = head[2] << 8 | head[3];
        at = 4;
    } else if (length == 127) {
        if (end - p < 10) return NULL;
        length = 0;
        for (int i = 2; i < 10; i++) length = length << 8 | head[i];
        at = 10;
    }
    if ((size_t)(end - p) < at + length) {
        /* A whole sheet arrives in pieces; once it is known for one, its pieces are let go. */
        if (c->state == OPEN && end - p > 256 && memmem(p, 256, state_marker, strlen(state_marker)))
            c->skip = at + length - (end - p);
        return NULL;
    }
    hear(c, head[0] & 15, p + at, length);
    return p + at + length;
}

static void receive(struct client *c) {
    for (int round = 0; round < 4; round++) {
        size_t had = c->length;
        if (had) memcpy(scratch, c->kept, had);
        ssize_t got = recv(c->fd, scratch + had, SCRATCH - had, 0);
        if (got <= 0) {
            if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
            lose(c, got ? strerror(errno) : "end of file");
            return;
        }
        if (now_running) now_running->bytes += got;
        int more = (size_t)got == SCRATCH - had;
        char *p = scratch, *end = scratch + had + got, *next;
        c->length = 0;
        if (c->state == SHAKING && !(p = shaken(c, p, end))) return;
        if (c->skip) {
            size_t gone = c->skip < (size_t)(end - p) ? c->skip : (size_t)(end - p);
            c->skip -= gone;
            p += gone;
            if (!c->skip) become_ready(c);
        }
        while (end - p >= 2 && (next = frame_at(c, p, end))) {
            if (c->state == GONE) return;
            p = next;
        }
        if (end > p && !c->skip) keep(c, p, end - p);
        if (!more) return;
    }
}

static void begin(struct client *c) {
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (!c->began) c->began = now();
    c->state = CONNECTING;
    in_flight++;
    if (c->fd < 0) {
        lose(c, "no socket left");
        return;
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS) {
        lose(c, strerror(errno));
        return;
    }
    struct epoll_event event = {EPOLLOUT, {.ptr = c}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
}

static void connected(struct client *c) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) {
        lose(c, strerror(error));
        return;
    }
    struct epoll_event event = {EPOLLIN, {.ptr = c}};
    epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
    c->state = SHAKING;
    transmit(c, request, strlen(request));
}

/* Deal with what the sockets have, waiting at most so long for it. */
static void turn(int64_t wait) {
    static struct epoll_event events[512];
    if (wait < 0 || (polling && now_running)) wait = 0;
    struct timespec timeout = {wait / SECOND, wait % SECOND};
    int64_t began = now();
    int found = epoll_pwait2(epoll, events, 512, &timeout, 0);
    if (wait) began = now();
    for (int i = 0; i < found; i++) {
        struct client *c = events[i].data.ptr;
        if (c->state == CONNECTING) connected(c);
        else if (c->state == SHAKING || c->state == OPEN || c->state == READY) receive(c);
    }
    if (found > 0 && now_running) now_running->busy += (now() - began) / 1e9;
}

void crowd_make(const char *ip, int port, const char *upgrade, int count) {
    total = count;
    crowd = calloc(count, sizeof *crowd);
    for (int i = 0; i < count; i++) crowd[i].fd = -1;
    epoll = epoll_create1(0);
    server.sin_family = AF_INET;
    server.sin_port = htons(port);
    inet_pton(AF_INET, ip, &server.sin_addr);
    request = strdup(upgrade);
    hello = strdup("");
    state_marker = strdup("");
}

void crowd_greet(const char *text, const char *marker) {
    free(hello);
    free(state_marker);
    hello = strdup(text);
    state_marker = strdup(marker);
}

void crowd_hang_up(void) {
    for (int i = 0; i < total; i++) {
        struct client *c = crowd + i;
        if (c->fd >= 0) close(c->fd);
        c->fd = -1;
        c->state = GONE;
        c->length = c->skip = 0;
        c->began = c->next_try = 0;
    }
    in_flight = ready_count = 0;
}

int crowd_connect(int window, double timeout, double retry, double *ready_seconds) {
    int64_t end = now() + (int64_t)(timeout * SECOND);
    int first = 0;
    retry_after = (int64_t)(retry * SECOND);
    while (ready_count < total && now() < end) {
        int64_t at = now();
        for (int i = 0; i < total && in_flight < window; i++) {
            struct client *c = crowd + (first + i) % total;
            if (c->state == GONE && c->next_try <= at) begin(c);
        }
        first++;
        turn(2000000);
    }
    for (int i = 0; i < total; i++) {
        struct client *c = crowd + i;
        ready_seconds[i] = c->state == READY ? (c->ready - c->began) / 1e9 : -1;
    }
    return ready_count;
}

void crowd_poll(int on) { polling = on; }

void crowd_idle(double seconds) {
    int64_t end = now() + (int64_t)(seconds * SECOND);
    while (now() < end) turn(10000000);
}

void crowd_stall(int count) {
    for (int i = total - count; i < total; i++) {
        if (crowd[i].state != READY) continue;
        epoll_ctl(epoll, EPOLL_CTL_DEL, crowd[i].fd, 0);
        crowd[i].state = STALLED;
        ready_count--;
    }
}

static int send_edit(int turn_of, const char *edit, size_t length, int64_t due) {
    for (int k = 0; k < total; k++) {
        struct client *c = crowd + (turn_of + k) % total;
        if (c->state != READY) continue;
        double lag = due ? (now() - due) / 1e3 : 0;
        if (lag > now_running->worst_send_lag_us) now_running->worst_send_lag_us = lag;
        sent_at[sent_count++] = due ? due : now();
        say(c, 1, edit, length);
        return turn_of + k + 1;
    }
    return turn_of;
}

/* An interval (ns) makes an open loop; without one, at most `window` edits are on their way. */
void crowd_load(const char *edits, const long *offsets, long count, long marker, double interval,
                int window, double seconds, double drain, long *histogram_out, int64_t *sent_out,
                int64_t *last_out, int *seen_by_out, struct result *result) {
    memset(result, 0, sizeof *result);
    histogram = histogram_out;
    sent_at = sent_out;
    last_seen_at = last_out;
    seen_by = seen_by_out;
    first_marker = marker;
    sent_count = 0;
    listeners = ready_count;
    seen = calloc(((size_t)count * total >> 3) + 8, 1);
    now_running = result;
    int who = 0, over = 0;
    int64_t start = now() + 2000000, end = start + (int64_t)(seconds * SECOND), at;
    for (;;) {
        at = now();
        if (at >= end && !over) {
            over = 1;
            result->deliveries_in_time = result->deliveries;
            result->complete_in_time = result->complete;
        }
        int sending = !over && sent_count < count;
        int done = result->complete >= sent_count || at > end + (int64_t)(drain * SECOND);
        if (!sending && (done || !ready_count)) break;
        int64_t wait = 5000000;
        if (sending) {
            int64_t due = interval > 0 ? start + (int64_t)(sent_count * interval) : 0;
            if (interval > 0 ? due <= at : sent_count - result->complete < window) {
                long n = sent_count;
                who = send_edit(who, edits + offsets[n], offsets[n + 1] - offsets[n], due);
                wait = 0;
            } else if (interval > 0 && due - at < wait) {
                wait = due - at;
            }
        }
        turn(wait);
    }
    if (!over) {
        result->deliveries_in_time = result->deliveries;
        result->complete_in_time = result->complete;
    }
    result->sent = sent_count;
    result->listeners = listeners;
    result->seconds = (now() - start) / 1e9;
    now_running = NULL;
    free(seen);
}

long crowd_failures(void) { return failures; }
const char *crowd_last_failure(void) { return last_failure; }
