/* What the load programs share: a clock, a histogram of waits, sockets on loopback. */
#ifndef COMMON_H
#define COMMON_H

#include <stdint.h>

enum { MAX_EVENTS = 256, BUCKETS = 2048 };

/* Waits in microseconds: exact below 64, then 32 buckets for each power of two, so that a percentile is right to 3 %. */
struct histogram {
    uint64_t count[BUCKETS];
    uint64_t total;
    uint64_t max;
};

uint64_t now_ns(void);
void record(struct histogram *h, uint64_t ns);
double percentile(const struct histogram *h, double share);

/* Ends the program with a word on standard error. */
_Noreturn void die(const char *what);

/* A listening socket on 127.0.0.1, not blocking. */
int listen_on(int port);

/* The next client waiting at a listener, not blocking, without Nagle's delay; -1 when there is none. */
int accept_from(int listener);

/* Begins to connect to 127.0.0.1, from an address of 127.1.0.0/16 when `source` is not negative; -1 when that fails at once. */
int connect_to(int port, int source);

/* Watches a socket; `owner` comes back in the event. */
void watch(int epoll, int operation, int fd, uint32_t events, void *owner);

#endif
