/* client: many SMTP clients, or many Postfixes at a policy service, in one thread. It counts decisions (the reply to RCPT, the action of the
 * policy service), sessions or messages, and how long each was waited for; at the end one line of name=value.
 *
 * Each connection asks again as soon as it is answered, or with -R at a fixed rate whether answers come or not: then the wait begins when
 * the question was due, so that a server that stands still is seen. */
#define _GNU_SOURCE
#include "common.h"
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IN_SIZE = 8192, OUT_SIZE = 1024, NAME_SIZE = 128, OPENING = 100 };

#define PATIENCE_NS 10000000000ull

enum mode { RCPT, SESSION, MESSAGE, IDLE, POLICY };

/* What a connection waits for; READY is one that may ask, PARKED an idle session, CLOSED one to be opened again. */
enum state { CLOSED, BANNER, EHLO, MAIL, READY, ANSWER, DATA, BODY, RSET, QUIT, PARKED };

struct conn {
    int fd, number, in_len, asked, accepted;
    enum state state;
    uint64_t since;   /* when what it waits for was asked, or was due */
    const char *rest; /* of a body that did not fit into the socket */
    size_t rest_len;
    char in[IN_SIZE + 1];
};

static struct {
    unsigned long long accepted, deferred, refused, messages, sessions, errors;
    char first_error[200], first_deferred[200];
    struct histogram waits;
} result;

static enum mode mode = RCPT;
static const char *domain = "example.test";
static int port, connections = 32, unknown_percent, fresh_percent, per_mail = 1, body_size = 4096;
static unsigned long long known, seed, question, issued, limit, rate;
static double seconds = 5;
static int epoll;
static char *message;
static size_t message_len;
static struct conn *conns;
static uint64_t next_due, interval;

static void failed(struct conn *c, const char *line)
{
    result.errors++;
    if (!result.first_error[0])
        snprintf(result.first_error, sizeof result.first_error, "state %d: %.150s", c->state, line);
}

static void hang_up(struct conn *c)
{
    close(c->fd);
    c->fd = -1;
    c->state = CLOSED;
}

static void open_conn(struct conn *c)
{
    static int source;
    c->fd = connect_to(port, source++);
    if (c->fd < 0) {
        failed(c, "connect");
        return;
    }
    c->in_len = 0;
    c->rest_len = 0;
    c->asked = 0;
    c->since = now_ns();
    c->state = mode == POLICY ? READY : BANNER;
    watch(epoll, EPOLL_CTL_ADD, c->fd, mode == POLICY ? EPOLLIN | EPOLLOUT : EPOLLIN, c);
}

static void transmit(struct conn *c, const char *octets, size_t length)
{
    ssize_t sent = send(c->fd, octets, length, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) {
        failed(c, "send");
        hang_up(c);
        return;
    }
    if (sent < 0)
        sent = 0;
    c->rest = octets + sent;
    c->rest_len = length - (size_t)sent;
    if (c->rest_len > 0)
        watch(epoll, EPOLL_CTL_MOD, c->fd, EPOLLIN | EPOLLOUT, c);
}

/* A command always fits: nothing else is on its way. */
static void command(struct conn *c, const char *text, enum state next)
{
    c->state = next;
    transmit(c, text, strlen(text));
    if (c->state != CLOSED && c->rest_len > 0) {
        failed(c, "a command did not fit");
        hang_up(c);
    }
}

/* The same for every server: which recipients are unknown, and which of the known are asked for, depends on the number alone. */
static uint64_t scatter(uint64_t n)
{
    n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9u;
    n = (n ^ n >> 27) * 0x94d049bb133111ebu;
    return n ^ n >> 31;
}

static void recipient(char *name)
{
    uint64_t number = question++, dice = scatter(number + seed);
    const char *user = (int)(dice % 100) < unknown_percent ? "bad" : "user";
    if (known && (int)(dice / 100 % 100) >= fresh_percent)
        snprintf(name, NAME_SIZE, "%s%llu@%s", user, (unsigned long long)(dice / 10000 % known), domain);
    else
        snprintf(name, NAME_SIZE, "%s%llx.%llu@%s", user, seed, (unsigned long long)number, domain);
}

static void ask(struct conn *c, uint64_t since)
{
    char name[NAME_SIZE], text[OUT_SIZE];
    recipient(name);
    issued++;
    c->asked++;
    c->since = since;
    if (mode == POLICY) {
        /* As Postfix 3.7 says it, less what is empty for a client without TLS and SASL. */
        snprintf(text, sizeof text,
            "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\nclient_address=192.0.2.%d\nclient_name=unknown\n"
            "client_port=40000\nreverse_client_name=unknown\nserver_address=127.0.0.1\nserver_port=25\nhelo_name=load.test\n"
            "sender=load@sender.test\nrecipient=%s\nrecipient_count=0\nqueue_id=\ninstance=1.%llx.0\nsize=0\netrn_domain=\nstress=\n\n",
            c->number % 250 + 1, name, issued);
    } else {
        snprintf(text, sizeof text, "RCPT TO:<%s>\r\n", name);
    }
    command(c, text, ANSWER);
}

static bool is_enough(void)
{
    return limit > 0 && (mode == MESSAGE ? result.messages : issued) >= limit;
}

/* In closed loop at once; else when a question is due. */
static void ready(struct conn *c)
{
    c->state = READY;
    if (is_enough())
        hang_up(c);
    else if (rate == 0)
        ask(c, now_ns());
}

static void count(struct conn *c, int class, const char *line)
{
    record(&result.waits, now_ns() - c->since);
    if (class == 2) {
        result.accepted++;
        c->accepted++;
    } else if (class == 5) {
        result.refused++;
    } else {
        result.deferred++;
        if (!result.first_deferred[0])
            snprintf(result.first_deferred, sizeof result.first_deferred, "%.190s", line);
    }
}

static void decided(struct conn *c, const char *line)
{
    count(c, line[0] - '0', line);
    if (!strncmp(line, "421", 3))
        hang_up(c);
    else if (mode != SESSION && c->asked < per_mail)
        ready(c);
    else if (mode == SESSION)
        command(c, "QUIT\r\n", QUIT);
    else if (mode == MESSAGE && c->accepted > 0)
        command(c, "DATA\r\n", DATA);
    else
        command(c, "RSET\r\n", RSET);
}

static void expect(struct conn *c, const char *line, int code)
{
    if (atoi(line) == code)
        return;
    failed(c, line);
    hang_up(c);
}

static void end_of_message(struct conn *c, const char *line)
{
    record(&result.waits, now_ns() - c->since);
    if (atoi(line) == 250)
        result.messages++;
    else
        failed(c, line);
    if (is_enough())
        hang_up(c);
    else
        command(c, "MAIL FROM:<load@sender.test>\r\n", MAIL);
}

static void reply(struct conn *c, const char *line)
{
    switch (c->state) {
    case BANNER:
        expect(c, line, 220);
        if (c->state == BANNER)
            command(c, "EHLO load.test\r\n", EHLO);
        break;
    case EHLO:
        expect(c, line, 250);
        if (c->state != EHLO)
            break;
        result.sessions += mode == IDLE;
        if (mode == IDLE)
            c->state = PARKED;
        else
            command(c, "MAIL FROM:<load@sender.test>\r\n", MAIL);
        break;
    case MAIL:
        expect(c, line, 250);
        c->asked = c->accepted = 0;
        if (c->state == MAIL)
            ready(c);
        break;
    case ANSWER: decided(c, line); break;
    case DATA:
        expect(c, line, 354);
        if (c->state != DATA)
            break;
        c->state = BODY;
        c->since = now_ns();
        transmit(c, message, message_len);
        break;
    case BODY: end_of_message(c, line); break;
    case RSET:
        expect(c, line, 250);
        if (c->state == RSET)
            command(c, "MAIL FROM:<load@sender.test>\r\n", MAIL);
        break;
    case QUIT:
        result.sessions += atoi(line) == 221;
        hang_up(c);
        break;
    default: /* 421 of a server that lost its patience */
        failed(c, line);
        hang_up(c);
    }
}

static void action(struct conn *c, const char *line)
{
    if (strncmp(line, "action=", 7)) {
        failed(c, line);
        hang_up(c);
        return;
    }
    const char *what = line + 7;
    count(c, *what == '5' || !strncmp(what, "REJECT", 6) ? 5 : *what == '4' || !strncmp(what, "DEFER", 5) ? 4 : 2, line);
    ready(c);
}

/* Takes line after line; of a reply of several lines the last one counts, of an answer of the policy service the empty one ends it. */
static void lines(struct conn *c)
{
    char *at = c->in, *end;
    while (c->fd >= 0 && (end = memchr(at, '\n', (size_t)(c->in + c->in_len - at)))) {
        char *line = at;
        *end = 0;
        at = end + 1;
        if (mode == POLICY) {
            if (*line)
                action(c, line);
        } else if (end - line < 4 || line[3] != '-') {
            reply(c, line);
        }
    }
    if (c->fd < 0)
        return;
    c->in_len = (int)(c->in + c->in_len - at);
    memmove(c->in, at, (size_t)c->in_len);
}

static void readable(struct conn *c)
{
    ssize_t got = recv(c->fd, c->in + c->in_len, (size_t)(IN_SIZE - c->in_len), 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        failed(c, "closed by the server");
        hang_up(c);
        return;
    }
    c->in_len += (int)got;
    lines(c);
}

static void happened(struct conn *c, uint32_t events)
{
    if (c->fd >= 0 && events & EPOLLOUT) {
        watch(epoll, EPOLL_CTL_MOD, c->fd, EPOLLIN, c);
        if (c->rest_len > 0)
            transmit(c, c->rest, c->rest_len);
        else if (mode == POLICY && c->state == READY)
            ready(c); /* connected: there is no banner to wait for */
    }
    if (c->fd >= 0 && events & (EPOLLIN | EPOLLERR | EPOLLHUP))
        readable(c);
}

/* Asks what is due, one question for each connection that is ready. */
static void ask_due(void)
{
    static int turn;
    uint64_t now = now_ns();
    for (int tried = 0; tried < connections && next_due <= now && !is_enough(); tried++) {
        struct conn *c = &conns[turn];
        turn = (turn + 1) % connections;
        if (c->state == READY) {
            ask(c, next_due);
            next_due += interval;
        }
    }
}

/* Opens what is closed, not all at once: a backlog of the server is not what is measured. Returns whether any is in use. */
static bool open_closed(void)
{
    int opening = 0;
    bool used = false;
    for (int i = 0; i < connections; i++) {
        opening += conns[i].state == BANNER;
        used |= conns[i].state != CLOSED;
    }
    if (is_enough())
        return used;
    for (int i = 0; i < connections && opening < OPENING; i++) {
        if (conns[i].state == CLOSED) {
            open_conn(&conns[i]);
            opening++;
        }
    }
    return true;
}

static void wait_for_events(void)
{
    struct epoll_event events[MAX_EVENTS];
    uint64_t now = now_ns(), wait = 20000000;
    if (rate > 0)
        wait = next_due > now ? (next_due - now < wait ? next_due - now : wait) : 1000000; /* all are busy: their answers wake us */
    struct timespec patience = { 0, (long)wait };
    int count = epoll_pwait2(epoll, events, MAX_EVENTS, &patience, NULL);
    for (int i = 0; i < count; i++)
        happened(events[i].data.ptr, events[i].events);
}

/* At a fixed rate what was asked, or was due, and was not answered counts with the wait until now. */
static void count_unanswered(uint64_t end)
{
    if (rate == 0)
        return;
    for (int i = 0; i < connections; i++) {
        if (conns[i].state == ANSWER && conns[i].since < end)
            record(&result.waits, end - conns[i].since);
    }
    for (; next_due < end && !is_enough(); next_due += interval)
        record(&result.waits, end - next_due);
}

/* At a fixed rate the clock runs when all may ask: the way there is not what is measured. */
static void get_ready(void)
{
    uint64_t end = now_ns() + PATIENCE_NS;
    int waiting = connections;
    next_due = UINT64_MAX;
    while (waiting > 0 && now_ns() < end) {
        open_closed();
        wait_for_events();
        waiting = 0;
        for (int i = 0; i < connections; i++)
            waiting += conns[i].state != READY;
    }
}

static void run(void)
{
    if (rate > 0) {
        interval = 1000000000u / rate;
        get_ready();
    }
    uint64_t begin = now_ns(), end = begin + (uint64_t)(seconds * 1e9);
    next_due = begin;
    bool any = true;
    while (any && now_ns() < end && !(mode == IDLE && result.sessions == (unsigned)connections)) {
        any = open_closed();
        if (rate > 0)
            ask_due();
        wait_for_events();
    }
    uint64_t now = now_ns();
    count_unanswered(now);
    double took = (double)(now - begin) / 1e9;
    unsigned long long decided = result.accepted + result.refused;
    printf("seconds=%.3f accepted=%llu refused=%llu deferred=%llu messages=%llu sessions=%llu errors=%llu decisions_s=%.1f messages_s=%.1f "
           "sessions_s=%.1f p50_us=%.0f p99_us=%.0f max_us=%llu\n",
        took, result.accepted, result.refused, result.deferred, result.messages, result.sessions, result.errors, (double)decided / took,
        (double)result.messages / took, (double)result.sessions / took, percentile(&result.waits, 0.5), percentile(&result.waits, 0.99),
        (unsigned long long)result.waits.max);
    if (result.first_error[0])
        printf("error: %s\n", result.first_error);
    if (result.first_deferred[0])
        printf("deferred: %s\n", result.first_deferred);
    fflush(stdout);
}

static void write_message(void)
{
    size_t room = (size_t)body_size + 512;
    message = malloc(room);
    if (!message)
        die("malloc");
    message_len = (size_t)snprintf(message, room,
        "From: <load@sender.test>\r\nTo: <user@%s>\r\nSubject: load\r\nMessage-ID: <1@load.test>\r\nDate: Tue, 24 Nov 2026 00:00:00 +0000\r\n\r\n", domain);
    while (message_len < (size_t)body_size)
        message_len += (size_t)snprintf(message + message_len, room - message_len, "What is said of a mail server is seldom said of its queue.\r\n");
    message_len += (size_t)snprintf(message + message_len, room - message_len, ".\r\n");
}

static enum mode mode_of(const char *name)
{
    static const char *const names[] = { "rcpt", "session", "message", "idle", "policy" };
    for (int i = 0; i < 5; i++) {
        if (!strcmp(name, names[i]))
            return (enum mode)i;
    }
    fprintf(stderr, "client: no mode %s\n", name);
    exit(64);
}

static void read_options(int argc, char **argv)
{
    int option;
    while ((option = getopt(argc, argv, "p:m:c:t:d:k:x:y:r:s:n:R:S:")) != -1) {
        switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'm': mode = mode_of(optarg); break;
        case 'c': connections = atoi(optarg); break;
        case 't': seconds = atof(optarg); break;
        case 'd': domain = optarg; break;
        case 'k': known = strtoull(optarg, NULL, 10); break;
        case 'x': unknown_percent = atoi(optarg); break;
        case 'y': fresh_percent = atoi(optarg); break;
        case 'r': per_mail = atoi(optarg); break;
        case 's': body_size = atoi(optarg); break;
        case 'n': limit = strtoull(optarg, NULL, 10); break;
        case 'R': rate = strtoull(optarg, NULL, 10); break;
        case 'S': seed = strtoull(optarg, NULL, 16); break;
        default:
            fprintf(stderr,
                "usage: client -p PORT [-m rcpt|session|message|idle|policy] [-c CONNECTIONS] [-t SECONDS] [-d DOMAIN] [-r RECIPIENTS a mail]\n"
                "  [-k KNOWN: asks for user0 to user(KNOWN-1) again and again; else for nobody twice] [-y PERCENT of new ones among the known]\n"
                "  [-x PERCENT of unknown users] [-s BYTES of a message] [-n LIMIT of decisions or messages] [-R RATE: decisions a second]\n"
                "  [-S SEED in hexadecimal digits: new names of another seed are others]\n"
                "idle: opens the connections, writes its line, and holds them until its standard input is closed\n");
            exit(64);
        }
    }
}

int main(int argc, char **argv)
{
    read_options(argc, argv);
    if (seed == 0)
        seed = scatter(now_ns()) & 0xffffff;
    signal(SIGPIPE, SIG_IGN);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    write_message();
    conns = calloc((size_t)connections, sizeof *conns);
    if (!conns)
        die("calloc");
    for (int i = 0; i < connections; i++) {
        conns[i].fd = -1;
        conns[i].number = i;
    }
    run();
    char ignored;
    while (mode == IDLE && read(STDIN_FILENO, &ignored, 1) > 0)
        ;
    return 0;
}
