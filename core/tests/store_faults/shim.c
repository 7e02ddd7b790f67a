/* Stands between a process and the C library, and spoils one call that changes files: the tests of the ledger load it into a
 * process of their own (LD_PRELOAD). It counts the calls that touch one folder, in the order in which they come, and writes each of
 * them to a list, so that a test can go through all of them.
 *
 *   KHATM_FAULT_FOLDER  the folder; what is elsewhere is left alone
 *   KHATM_FAULT_LIST    where the list is kept: number, call, name of the file
 *   KHATM_FAULT_AT      the number of the call to spoil; 0 for none
 *   KHATM_FAULT_KIND    how: see `kinds`
 *   KHATM_FAULT_READS   count calls that read, instead of those that change
 *   KHATM_FAULT_SEED    which sectors an unfair power cut lets through
 *   KHATM_FAULT_ROOM    a file that holds how many bytes may still be written before the disk is full
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "power.h"

enum kind {
    NONE,
    EIO_ONCE,    /* nothing is done, and that is said */
    FULL_ONCE,   /* the same, for want of room */
    SHORT,       /* half is written, and that is said */
    FILLED,      /* half is written, and there is no room for the other half */
    DONE_EIO,    /* all is done, and denied */
    EIO_FOR_GOOD,/* from here on nothing is done */
    FULL_FOR_GOOD,
    KILL_BEFORE,
    KILL_AFTER,
    TORN,        /* half is written, then the process dies */
    POWER,       /* the power fails: all that was not synced is gone */
    POWER_UNFAIR,/* the same, but some sectors came through */
    GATE         /* a sync fails, and what it was for never reaches the disk, whatever later syncs say; at the end the power fails */
};
static const char *const kinds[] = {"none", "eio", "full", "short", "filled", "denied", "eio-for-good", "full-for-good",
                                    "kill-before", "kill-after", "torn", "power", "power-unfair", "gate"};

#define MOST 1024
static char paths[MOST][512]; /* of the files that are watched, by descriptor; empty for others */
static char folder[4096];
static size_t folder_length;
static long at, count; /* the call to spoil, and how many there were */
static enum kind kind;
static int list = -1, reads, filled;
static char room[4096];
static int power; /* whether what was not synced is remembered */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* What a call is, as far as its spoiling goes. */
enum what { WRITES, GROWS, OTHER };

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("KHATM_FAULT_FOLDER");
    if (!text) return;
    snprintf(folder, sizeof folder, "%s", text);
    folder_length = strlen(folder);
    if ((text = getenv("KHATM_FAULT_AT"))) at = atol(text);
    if ((text = getenv("KHATM_FAULT_KIND")))
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (!strcmp(text, kinds[i])) kind = (enum kind)i;
    reads = getenv("KHATM_FAULT_READS") != NULL;
    power = kind == POWER || kind == POWER_UNFAIR || kind == GATE;
    if ((text = getenv("KHATM_FAULT_SEED"))) dice = strtoul(text, NULL, 10) + (unsigned long)at;
    if ((text = getenv("KHATM_FAULT_ROOM"))) snprintf(room, sizeof room, "%s", text);
    if ((text = getenv("KHATM_FAULT_LIST")))
        list = (int)syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

static int inside(const char *path) {
    return folder_length && path && !strncmp(path, folder, folder_length) && (path[folder_length] == '/' || !path[folder_length]);
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

static const char *last(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int watched(int fd) { return fd >= 0 && fd < MOST && paths[fd][0]; }

static int watch(int fd, const char *path) {
    if (fd >= 0 && fd < MOST) snprintf(paths[fd], sizeof paths[fd], "%s", path);
    return fd;
}

/* How this call is to be spoiled. */
static enum kind spoil(const char *call, const char *name, enum what what) {
    pthread_mutex_lock(&lock);
    long number = ++count;
    int spared = filled;
    filled = 0;
    pthread_mutex_unlock(&lock);
    if (list >= 0) {
        char line[160];
        int length = snprintf(line, sizeof line, "%ld %s %s\n", number, call, name);
        syscall(SYS_write, list, line, (size_t)length);
    }
    if (spared) return FULL_ONCE;
    if (!at || number < at || !kind) return NONE;
    if (kind == EIO_FOR_GOOD) return EIO_ONCE;
    if (kind == FULL_FOR_GOOD) return what == OTHER ? NONE : FULL_ONCE;
    if (number > at) return NONE;
    if (what != WRITES && (kind == SHORT || kind == FILLED)) return FULL_ONCE;
    if (what != WRITES && kind == TORN) return KILL_BEFORE;
    if (kind == POWER || kind == POWER_UNFAIR) {
        cut(kind == POWER_UNFAIR);
        die();
    }
    return kind;
}

/* How much of so many bytes there is room for. */
static size_t bounded(size_t wanted) {
    if (!room[0]) return wanted;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, room, O_RDWR | O_CLOEXEC, 0);
    if (fd < 0) return wanted;
    char text[32] = {0};
    syscall(SYS_pread64, fd, text, sizeof text - 1, 0);
    long left = atol(text);
    size_t taken = left <= 0 ? 0 : (size_t)left < wanted ? (size_t)left : wanted;
    int length = snprintf(text, sizeof text, "%-20ld", left - (long)taken);
    syscall(SYS_pwrite64, fd, text, (size_t)length, 0);
    syscall(SYS_close, fd);
    return taken;
}

/* A call that has no halves. `refused` is what it returns when it fails. */
#define WHOLE(call, name, what, type, refused, done)                   \
    do {                                                               \
        enum kind how_ = spoil(call, name, what);                      \
        if (how_ == EIO_ONCE) { errno = EIO; return (type)refused; }   \
        if (how_ == FULL_ONCE) { errno = ENOSPC; return (type)refused; } \
        if (how_ == KILL_BEFORE) die();                                \
        type value_ = (done);                                          \
        if (how_ == KILL_AFTER) die();                                 \
        if (how_ == DONE_EIO) { errno = EIO; return (type)refused; }   \
        return value_;                                                 \
    } while (0)

/* A call that writes so many bytes; `amount` is how many it really gets. */
#define WRITE(call, name, wanted, place, done)                         \
    do {                                                               \
        size_t amount = (wanted);                                      \
        enum kind how_ = reads ? NONE : spoil(call, name, WRITES);     \
        if (how_ == EIO_ONCE) { errno = EIO; return -1; }              \
        if (how_ == FULL_ONCE) { errno = ENOSPC; return -1; }          \
        if (how_ == KILL_BEFORE) die();                                \
        if (how_ == SHORT || how_ == FILLED || how_ == TORN) {         \
            amount = amount / 2;                                       \
            if (!amount && how_ != TORN) { errno = ENOSPC; return -1; } \
        }                                                              \
        if (how_ == NONE && amount && !(amount = bounded(amount))) { errno = ENOSPC; return -1; } \
        if (how_ == FILLED) filled = 1;                                \
        if (power) will_write(paths[fd], fd, place, bytes, amount);        \
        ssize_t value_ = (done);                                       \
        if (how_ == KILL_AFTER || how_ == TORN) die();                 \
        if (how_ == DONE_EIO) { errno = EIO; return -1; }              \
        return value_;                                                 \
    } while (0)

#define READ(call, fd, done)                                           \
    do {                                                               \
        if (!reads || !watched(fd)) return (done);                     \
        WHOLE(call, last(paths[fd]), OTHER, ssize_t, -1, done);              \
    } while (0)

static int opened(const char *call, int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    if (!inside(path)) {
        int fd = real(path, flags, mode);
        if (fd >= 0 && fd < MOST) paths[fd][0] = 0;
        return fd;
    }
    if (reads) return watch(real(path, flags, mode), path);
    int makes = flags & O_CREAT && syscall(SYS_faccessat, AT_FDCWD, path, F_OK);
    if (power && makes) named(path);
    WHOLE(call, last(path), makes ? GROWS : OTHER, int, -1, watch(real(path, flags, mode), path));
}

#define OPEN(function)                                                 \
    int function(const char *path, int flags, ...) {                   \
        REAL(function);                                                \
        mode_t mode = 0;                                               \
        if (flags & (O_CREAT | O_TMPFILE)) {                           \
            va_list list_;                                             \
            va_start(list_, flags);                                    \
            mode = va_arg(list_, mode_t);                              \
            va_end(list_);                                             \
        }                                                              \
        return opened("open", real, path, flags, mode);                \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    REAL(close);
    if (fd >= 0 && fd < MOST) paths[fd][0] = 0;
    return real(fd);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    REAL(write);
    if (!watched(fd)) return real(fd, bytes, length);
    WRITE("write", last(paths[fd]), length, (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR), real(fd, bytes, amount));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    REAL(pwrite);
    if (!watched(fd)) return real(fd, bytes, length, offset);
    WRITE("pwrite", last(paths[fd]), length, offset, real(fd, bytes, amount, offset));
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    REAL(pwrite64);
    if (!watched(fd)) return real(fd, bytes, length, offset);
    WRITE("pwrite", last(paths[fd]), length, offset, real(fd, bytes, amount, offset));
}

ssize_t read(int fd, void *bytes, size_t length) {
    REAL(read);
    READ("read", fd, real(fd, bytes, length));
}

ssize_t pread(int fd, void *bytes, size_t length, off_t offset) {
    REAL(pread);
    READ("pread", fd, real(fd, bytes, length, offset));
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t offset) {
    REAL(pread64);
    READ("pread", fd, real(fd, bytes, length, offset));
}

#define ON_FILE(call, what, parameters, arguments, done)               \
    int call parameters {                                              \
        REAL(call);                                                    \
        if (reads || !watched(fd)) return real arguments;              \
        WHOLE(#call, last(paths[fd]), what, int, -1, done);            \
    }
static int to_disk(int (*real)(int), int fd) {
    if (!power) return real(fd);
    int done = real(fd);
    synced(paths[fd], done != 0);
    return done;
}
static int denied(int fd) {
    synced(paths[fd], 1);
    errno = EIO;
    return -1;
}
#define SYNC(call)                                                     \
    int call(int fd) {                                                 \
        REAL(call);                                                    \
        if (reads || !watched(fd)) return real(fd);                    \
        enum kind how_ = spoil(#call, last(paths[fd]), OTHER);         \
        if (how_ == GATE) return denied(fd);                           \
        if (how_ == EIO_ONCE) { errno = EIO; return -1; }              \
        if (how_ == FULL_ONCE) { errno = ENOSPC; return -1; }          \
        if (how_ == KILL_BEFORE) die();                                \
        int value_ = to_disk(real, fd);                                \
        if (how_ == KILL_AFTER) die();                                 \
        if (how_ == DONE_EIO) { errno = EIO; return -1; }              \
        return value_;                                                 \
    }
SYNC(fsync)
SYNC(fdatasync)

static int shortened(int (*real)(int, off_t), int fd, off_t length) {
    if (power) will_truncate(paths[fd], fd, length);
    return real(fd, length);
}
ON_FILE(ftruncate, OTHER, (int fd, off_t length), (fd, length), shortened(real, fd, length))
ON_FILE(ftruncate64, OTHER, (int fd, off64_t length), (fd, length), shortened((int (*)(int, off_t))real, fd, length))
ON_FILE(fchmod, OTHER, (int fd, mode_t mode), (fd, mode), real(fd, mode))

int fallocate(int fd, int mode, off_t offset, off_t length) {
    REAL(fallocate);
    if (reads || !watched(fd)) return real(fd, mode, offset, length);
    WHOLE("fallocate", last(paths[fd]), GROWS, int, -1, real(fd, mode, offset, length));
}

/* Only what is shared with other processes changes a file. */
static void *mapped(void *(*real)(void *, size_t, int, int, int, off_t), void *place, size_t length, int rights, int flags, int fd,
                    off_t offset) {
    if (reads || !watched(fd) || !(flags & MAP_SHARED)) return real(place, length, rights, flags, fd, offset);
    WHOLE("mmap", last(paths[fd]), OTHER, void *, MAP_FAILED, real(place, length, rights, flags, fd, offset));
}
void *mmap(void *place, size_t length, int rights, int flags, int fd, off_t offset) {
    REAL(mmap);
    return mapped(real, place, length, rights, flags, fd, offset);
}
void *mmap64(void *place, size_t length, int rights, int flags, int fd, off64_t offset) {
    REAL(mmap64);
    return mapped((void *(*)(void *, size_t, int, int, int, off_t))real, place, length, rights, flags, fd, offset);
}

#define ON_PATH(call, what, parameters, arguments, first)              \
    int call parameters {                                              \
        REAL(call);                                                    \
        if (reads || !inside(path)) return real arguments;             \
        if (power) first;                                              \
        WHOLE(#call, last(path), what, int, -1, real arguments);       \
    }
ON_PATH(unlink, OTHER, (const char *path), (path), gone(path))
ON_PATH(mkdir, GROWS, (const char *path, mode_t mode), (path, mode), named(path))
ON_PATH(chmod, OTHER, (const char *path, mode_t mode), (path, mode), (void)0)

/* The plan's end, where the power fails for those that wait for it. */
int rmdir(const char *path) {
    REAL(rmdir);
    if (inside(path) && !strcmp(last(path), "the-end") && kind == GATE) {
        cut(1);
        die();
    }
    return real(path);
}
