/* backend: an SMTP server that stands for a customer's. It knows its users: local parts that begin with a prefix, and postmaster; all
 * others are refused, so that nobody takes it for one that accepts all. It counts connections, commands and bytes, and tells them to who
 * says XSTATUS. Bodies are counted and thrown away. */
#define _GNU_SOURCE
#include "common.h"
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { IN_SIZE = 16384, OUT_SIZE = 16384, MAX_LINE = 4096 };

static const char END_OF_DATA[] = "\r\n.\r\n";

struct conn {
    int fd;
    bool quit;    /* close when what is to be said is said */
    bool waiting; /* in the queue of those whose answers are held back */
    int data;     /* 0: commands; else 1 + how many octets of END_OF_DATA were seen */
    int in_len, out_len;
    uint64_t due;
    struct conn *next;
    char in[IN_SIZE];
    char out[OUT_SIZE];
};

static struct {
    unsigned long long connections, open, peak, commands, mail, rcpt, refused, messages, rset, quit, command_bytes, reply_bytes, body_bytes;
} counts;

static const char *prefix = "user";
static uint64_t rcpt_delay, reply_delay; /* ns; the second holds back every reply, the banner too */
static bool dead;                        /* takes connections and says nothing */
static struct conn *first_waiting, *last_waiting;

static void say(struct conn *c, const char *line)
{
    int length = (int)strlen(line);
    if (c->out_len + length + 2 > OUT_SIZE)
        return; /* who sends so many commands at once breaks its own measurement */
    memcpy(c->out + c->out_len, line, (size_t)length);
    memcpy(c->out + c->out_len + length, "\r\n", 2);
    c->out_len += length + 2;
}

static void status(struct conn *c)
{
    char line[600];
    snprintf(line, sizeof line,
        "250 connections=%llu open=%llu peak=%llu commands=%llu mail=%llu rcpt=%llu refused=%llu messages=%llu rset=%llu quit=%llu "
        "command_bytes=%llu reply_bytes=%llu body_bytes=%llu",
        counts.connections, counts.open, counts.peak, counts.commands, counts.mail, counts.rcpt, counts.refused, counts.messages, counts.rset,
        counts.quit, counts.command_bytes, counts.reply_bytes, counts.body_bytes);
    say(c, line);
}

static void recipient(struct conn *c, const char *line)
{
    const char *local = strchr(line, '<');
    counts.rcpt++;
    if (local && (!strncasecmp(local + 1, prefix, strlen(prefix)) || !strncasecmp(local + 1, "postmaster@", 11))) {
        say(c, "250 2.1.5 Ok");
    } else {
        counts.refused++;
        say(c, "550 5.1.1 User unknown");
    }
}

/* Answers one command; returns whether it was RCPT. */
static bool command(struct conn *c, const char *line)
{
    counts.commands++;
    if (!strncasecmp(line, "RCPT", 4)) {
        recipient(c, line);
        return true;
    }
    if (!strncasecmp(line, "MAIL", 4)) {
        counts.mail++;
        say(c, "250 2.1.0 Ok");
    } else if (!strncasecmp(line, "RSET", 4)) {
        counts.rset++;
        say(c, "250 2.0.0 Ok");
    } else if (!strncasecmp(line, "DATA", 4)) {
        c->data = 1 + 2; /* the end of this line counts as the first CRLF (RFC 5321 4.1.1.4) */
        say(c, "354 Go on");
    } else if (!strncasecmp(line, "EHLO", 4)) {
        say(c, "250-backend.test\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8");
    } else if (!strncasecmp(line, "QUIT", 4)) {
        counts.quit++;
        c->quit = true;
        say(c, "221 2.0.0 Bye");
    } else if (!strncasecmp(line, "XSTATUS", 7)) {
        status(c);
    } else if (!strncasecmp(line, "HELO", 4) || !strncasecmp(line, "NOOP", 4)) {
        say(c, "250 2.0.0 Ok");
    } else {
        say(c, "500 5.5.2 Unknown command");
    }
    return false;
}

/* Looks for the end of a body; returns how many octets belong to it. */
static int body(struct conn *c, const char *octets, int length)
{
    for (int i = 0; i < length; i++) {
        int seen = c->data - 1;
        if (octets[i] == END_OF_DATA[seen])
            seen++;
        else
            seen = octets[i] == '\r';
        c->data = 1 + seen;
        if (seen == sizeof END_OF_DATA - 1) {
            c->data = 0;
            counts.messages++;
            say(c, "250 2.0.0 Ok");
            return i + 1;
        }
    }
    return length;
}

/* Takes what came; returns whether a RCPT was in it. */
static bool take(struct conn *c)
{
    bool rcpt = false;
    int at = 0;
    while (at < c->in_len && !c->quit) {
        if (c->data) {
            int used = body(c, c->in + at, c->in_len - at);
            counts.body_bytes += (unsigned)used;
            at += used;
            continue;
        }
        char *end = memchr(c->in + at, '\n', (size_t)(c->in_len - at));
        if (!end)
            break;
        counts.command_bytes += (unsigned)(end + 1 - (c->in + at));
        *end = 0;
        if (command(c, c->in + at))
            rcpt = true;
        at = (int)(end + 1 - c->in);
    }
    c->in_len -= at;
    memmove(c->in, c->in + at, (size_t)c->in_len);
    if (!c->data && c->in_len > MAX_LINE)
        c->quit = true;
    return rcpt;
}

static void hang_up(struct conn *c)
{
    close(c->fd);
    c->fd = -1;
    counts.open--;
    if (!c->waiting)
        free(c);
}

static void flush(struct conn *c)
{
    ssize_t sent = c->out_len ? send(c->fd, c->out, (size_t)c->out_len, MSG_NOSIGNAL) : 0;
    if (sent > 0)
        counts.reply_bytes += (unsigned long long)sent;
    c->out_len = 0;
    if (c->quit)
        hang_up(c);
}

/* Says what is to be said after a while. All wait equally long, but for the two kinds, of which one program uses one: the queue is in order. */
static void answer(struct conn *c, uint64_t delay)
{
    if (delay == 0) {
        flush(c);
    } else if (!c->waiting) {
        c->waiting = true;
        c->due = now_ns() + delay;
        c->next = NULL;
        if (last_waiting)
            last_waiting->next = c;
        else
            first_waiting = c;
        last_waiting = c;
    }
}

static void answer_due(void)
{
    while (first_waiting && first_waiting->due <= now_ns()) {
        struct conn *c = first_waiting;
        first_waiting = c->next;
        if (!first_waiting)
            last_waiting = NULL;
        c->waiting = false;
        if (c->fd < 0)
            free(c);
        else
            flush(c);
    }
}

static void readable(struct conn *c)
{
    ssize_t got = recv(c->fd, c->in + c->in_len, (size_t)(IN_SIZE - c->in_len), 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        hang_up(c);
        return;
    }
    c->in_len += (int)got;
    if (dead) {
        c->in_len = 0;
        return;
    }
    bool rcpt = take(c);
    answer(c, reply_delay ? reply_delay : rcpt ? rcpt_delay : 0);
}

static void greet(int epoll, int fd)
{
    struct conn *c = calloc(1, sizeof *c);
    if (!c)
        die("calloc");
    c->fd = fd;
    counts.connections++;
    if (++counts.open > counts.peak)
        counts.peak = counts.open;
    watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, c);
    if (dead)
        return;
    say(c, "220 backend.test ESMTP");
    answer(c, reply_delay);
}

static int patience_ms(void)
{
    if (!first_waiting)
        return -1;
    uint64_t now = now_ns();
    return first_waiting->due <= now ? 0 : (int)((first_waiting->due - now) / 1000000 + 1);
}

int main(int argc, char **argv)
{
    int port = 0, option;
    while ((option = getopt(argc, argv, "p:u:d:t:x")) != -1) {
        switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'u': prefix = optarg; break;
        case 'd': rcpt_delay = (uint64_t)atoi(optarg) * 1000000u; break;
        case 't': reply_delay = (uint64_t)atoi(optarg) * 1000000u; break;
        case 'x': dead = true; break;
        default:
            fprintf(stderr, "usage: backend -p PORT [-u PREFIX of users] [-d MS before a reply to RCPT] [-t MS before every reply] [-x says nothing]\n");
            return 64;
        }
    }
    signal(SIGPIPE, SIG_IGN);
    int epoll = epoll_create1(EPOLL_CLOEXEC), listener = listen_on(port);
    watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
    for (;;) {
        struct epoll_event events[MAX_EVENTS];
        int ready = epoll_wait(epoll, events, MAX_EVENTS, patience_ms());
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr) {
                readable(events[i].data.ptr);
                continue;
            }
            for (int fd; (fd = accept_from(listener)) >= 0;)
                greet(epoll, fd);
        }
        answer_due();
    }
}
