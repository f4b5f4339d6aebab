/* link: a long way on loopback. What is sent through it, either way, arrives half a round trip later; so does the beginning of a
 * connection, but for the handshake, which the kernel answers at once: the round trips of a conversation are counted from there. */
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

enum { CHUNK = 16384 };

struct pair;

/* One end of a connection: the client's or the server's. */
struct end {
    int fd;
    struct pair *pair;
};

struct pair {
    struct end client, server;
    int travelling; /* parcels on their way: the pair stays until they have arrived */
    bool over;
};

/* Octets on their way to an end; without octets the news that the other end closed, or, to a server without a socket, that a client came. */
struct parcel {
    struct parcel *next;
    struct end *to;
    uint64_t due;
    size_t length;
    char octets[];
};

static int epoll, target;
static uint64_t half;
static struct parcel *first, *last; /* all take equally long: the queue is in order */

static void dispatch(struct end *to, const char *octets, size_t length)
{
    struct parcel *p = malloc(sizeof *p + length);
    if (!p)
        die("malloc");
    *p = (struct parcel){ .to = to, .due = now_ns() + half, .length = length };
    if (length > 0)
        memcpy(p->octets, octets, length);
    to->pair->travelling++;
    if (last)
        last->next = p;
    else
        first = p;
    last = p;
}

static void shut(struct end *end)
{
    if (end->fd >= 0)
        close(end->fd);
    end->fd = -1;
}

static void finish(struct pair *pair)
{
    shut(&pair->client);
    shut(&pair->server);
    pair->over = true;
}

static void deliver(const struct parcel *p)
{
    struct end *to = p->to;
    struct pair *pair = to->pair;
    if (pair->over)
        return;
    if (p->length > 0) {
        if (send(to->fd, p->octets, p->length, MSG_NOSIGNAL) != (ssize_t)p->length)
            finish(pair);
    } else if (to == &pair->server && to->fd < 0) {
        to->fd = connect_to(target, -1);
        if (to->fd < 0)
            finish(pair);
        else
            watch(epoll, EPOLL_CTL_ADD, to->fd, EPOLLIN, to);
    } else {
        finish(pair);
    }
}

static void readable(struct end *from)
{
    struct pair *pair = from->pair;
    struct end *to = from == &pair->client ? &pair->server : &pair->client;
    char octets[CHUNK];
    ssize_t got = recv(from->fd, octets, sizeof octets, 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        /* Watched no longer, or the end of it would be reported for ever. */
        epoll_ctl(epoll, EPOLL_CTL_DEL, from->fd, NULL);
        got = 0;
    }
    dispatch(to, octets, (size_t)got);
}

static void arrive(void)
{
    while (first && first->due <= now_ns()) {
        struct parcel *p = first;
        first = p->next;
        if (!first)
            last = NULL;
        deliver(p);
        struct pair *pair = p->to->pair;
        /* Nothing refers to it but this parcel: its sockets are closed, and so no longer watched. */
        if (--pair->travelling == 0 && pair->over)
            free(pair);
        free(p);
    }
}

static void meet(int listener)
{
    for (int fd; (fd = accept_from(listener)) >= 0;) {
        struct pair *pair = calloc(1, sizeof *pair);
        if (!pair)
            die("calloc");
        pair->client = (struct end){ fd, pair };
        pair->server = (struct end){ -1, pair };
        watch(epoll, EPOLL_CTL_ADD, fd, EPOLLIN, &pair->client);
        dispatch(&pair->server, NULL, 0);
    }
}

int main(int argc, char **argv)
{
    int port = 0, option;
    while ((option = getopt(argc, argv, "p:b:r:")) != -1) {
        switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'b': target = atoi(optarg); break;
        case 'r': half = (uint64_t)atoi(optarg) * 500000u; break;
        default:
            fprintf(stderr, "usage: link -p PORT -b PORT of the server -r MS of a round trip\n");
            return 64;
        }
    }
    signal(SIGPIPE, SIG_IGN);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on(port);
    watch(epoll, EPOLL_CTL_ADD, listener, EPOLLIN, NULL);
    for (;;) {
        struct epoll_event events[MAX_EVENTS];
        /* In nanoseconds: a millisecond too late would be 4 % of the half way. */
        uint64_t now = now_ns(), wait = first && first->due > now ? first->due - now : 0;
        struct timespec patience = { (time_t)(wait / 1000000000u), (long)(wait % 1000000000u) };
        int ready = epoll_pwait2(epoll, events, MAX_EVENTS, first ? &patience : NULL, NULL);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr)
                readable(events[i].data.ptr);
            else
                meet(listener);
        }
        arrive();
    }
}
