/* names: a DNS server that knows no name (RFC 1035 4.1: the question comes back with RCODE 3). Clients of a measurement have no names, and
 * what is measured must not wait for the resolvers of the machine. */
#include "common.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { HEADER = 12, QR = 0x80, OPCODE_AND_RD = 0x79, RA_AND_NXDOMAIN = 0x83 };

/* The end of the first question, or 0 when there is none. */
static long end_of_question(const unsigned char *packet, long length)
{
    long at = HEADER;
    while (at < length && packet[at] != 0)
        at += packet[at] + 1;
    return at + 5 <= length ? at + 5 : 0;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: names PORT\n");
        return 64;
    }
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (bind(fd, (struct sockaddr *)&own, sizeof own))
        die("bind");
    for (;;) {
        unsigned char packet[1500];
        struct sockaddr_in peer;
        socklen_t size = sizeof peer;
        long length = recvfrom(fd, packet, sizeof packet, 0, (struct sockaddr *)&peer, &size);
        long end = length > HEADER ? end_of_question(packet, length) : 0;
        if (end == 0)
            continue;
        packet[2] = (packet[2] & OPCODE_AND_RD) | QR;
        packet[3] = RA_AND_NXDOMAIN;
        for (int i = 6; i < HEADER; i++)
            packet[i] = 0; /* no answer, authority or additional records */
        sendto(fd, packet, (size_t)end, 0, (struct sockaddr *)&peer, size);
    }
}
