#define _GNU_SOURCE
#include "common.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Of as many addresses clients come: no limit of a server that holds for one client is met. */
enum { SOURCES = 4000, PER_SUBNET = 250 };

uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int bucket_of(uint64_t us)
{
    if (us < 64)
        return (int)us;
    int exponent = 63 - __builtin_clzll(us);
    int bucket = 64 + (exponent - 6) * 32 + (int)((us >> (exponent - 5)) & 31);
    return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

static double middle_of(int bucket)
{
    if (bucket < 64)
        return bucket;
    int exponent = (bucket - 64) / 32 + 6;
    uint64_t step = 1ull << (exponent - 5);
    return (double)((32 + (uint64_t)(bucket - 64) % 32) * step) + (double)step / 2;
}

void record(struct histogram *h, uint64_t ns)
{
    uint64_t us = ns / 1000;
    h->count[bucket_of(us)]++;
    h->total++;
    if (us > h->max)
        h->max = us;
}

double percentile(const struct histogram *h, double share)
{
    uint64_t seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
        seen += h->count[i];
        if (seen > 0 && (double)seen >= share * (double)h->total)
            return middle_of(i);
    }
    return 0;
}

void die(const char *what)
{
    perror(what);
    exit(1);
}

static struct sockaddr_in loopback(uint32_t address, int port)
{
    return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(address) };
}

int listen_on(int port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in own = loopback(INADDR_LOOPBACK, port);
    if (bind(fd, (struct sockaddr *)&own, sizeof own) || listen(fd, 4096))
        die("listen");
    return fd;
}

int accept_from(int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), yes = 1;
    if (fd >= 0)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

int connect_to(int port, int source)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
    if (fd < 0)
        return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (source >= 0) {
        /* The port is chosen at connect, when the whole pair is known: else all addresses share one range of ports. */
        setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
        /* Closed by a reset: thousands of sessions a second would leave as many ports in TIME-WAIT. */
        struct linger reset = { 1, 0 };
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        uint32_t host = (uint32_t)source % SOURCES;
        struct sockaddr_in own = loopback(0x7f010000u + (host / PER_SUBNET << 8) + host % PER_SUBNET + 2, 0);
        if (bind(fd, (struct sockaddr *)&own, sizeof own))
            die("bind");
    }
    struct sockaddr_in peer = loopback(INADDR_LOOPBACK, port);
    if (connect(fd, (struct sockaddr *)&peer, sizeof peer) && errno != EINPROGRESS) {
        close(fd);
        return -1;
    }
    return fd;
}

void watch(int epoll, int operation, int fd, uint32_t events, void *owner)
{
    struct epoll_event event = { .events = events, .data.ptr = owner };
    if (epoll_ctl(epoll, operation, fd, &event))
        die("epoll_ctl");
}
