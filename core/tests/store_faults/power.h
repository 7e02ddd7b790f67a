/* What a power cut takes: everything that was written and not synced. Each write and each truncation of a watched file is
 * remembered with what was there before, until the file is synced; each new name, until its folder is. The cut undoes them all, and
 * then, if it is asked to be unfair, lets some sectors through, whichever they are. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SECTOR 512

struct change {
    char path[512];      /* of the file; for a new name, the name */
    enum { BYTES, LENGTH, NAME } form;
    off_t at, size;      /* where; how long the file was before */
    size_t length, had;  /* how much was written; how much of it stood there before */
    unsigned char *old, *now;
    int lost;            /* a sync failed: no later one brings it to the disk */
    int gone;            /* it is on the disk */
};
static struct change *changes;
static size_t changed, changes_room;
static unsigned long dice;

static struct change *remember(const char *path) {
    if (changed == changes_room) {
        changes_room = changes_room ? 2 * changes_room : 256;
        changes = realloc(changes, changes_room * sizeof *changes);
    }
    struct change *one = &changes[changed++];
    memset(one, 0, sizeof *one);
    snprintf(one->path, sizeof one->path, "%s", path);
    return one;
}

/* The index of the log is made anew after a power cut, whatever is in it. */
static int forgotten(const char *path) {
    size_t length = strlen(path);
    return length > 4 && !strcmp(path + length - 4, "-shm");
}

static void will_write(const char *path, int fd, off_t offset, const void *bytes, size_t length) {
    if (forgotten(path)) return;
    struct stat before;
    if (fstat(fd, &before)) return;
    struct change *one = remember(path);
    one->form = BYTES;
    one->at = offset;
    one->size = before.st_size;
    one->length = length;
    one->old = malloc(length + 1);
    one->now = malloc(length + 1);
    memcpy(one->now, bytes, length);
    long had = syscall(SYS_pread64, fd, one->old, length, offset);
    one->had = had > 0 ? (size_t)had : 0;
}

static void will_truncate(const char *path, int fd, off_t size) {
    if (forgotten(path)) return;
    struct stat before;
    if (fstat(fd, &before)) return;
    struct change *one = remember(path);
    one->form = LENGTH;
    one->at = size;
    one->size = before.st_size;
    if (one->size > size) {
        one->length = (size_t)(one->size - size);
        one->old = malloc(one->length);
        long had = syscall(SYS_pread64, fd, one->old, one->length, size);
        one->had = had > 0 ? (size_t)had : 0;
    }
}

static void named(const char *path) { remember(path)->form = NAME; }

static int in_folder(const char *path, const char *of) {
    size_t length = strlen(of);
    return !strncmp(path, of, length) && path[length] == '/' && !strchr(path + length + 1, '/');
}

/* Whether what this one wrote takes the place of what that one did. */
static int covers(const struct change *one, const struct change *lost) {
    return one->form == BYTES && lost->form == BYTES && !strcmp(one->path, lost->path) && one->at <= lost->at &&
           one->at + (off_t)one->length >= lost->at + (off_t)lost->length;
}

/* After a sync that failed the system takes the pages for clean: no later sync writes them. Only who writes them again, does.
 * A name in a folder is not lost so: there is nothing that a program could do. */
static void synced(const char *path, int failed) {
    struct stat now;
    int sized = !stat(path, &now);
    for (size_t i = 0; i < changed; i++) {
        struct change *one = &changes[i];
        int its = one->form == NAME ? in_folder(one->path, path) : !strcmp(one->path, path);
        if (!its || one->gone) continue;
        if (failed) {
            one->lost |= one->form != NAME;
        } else if (!one->lost) {
            for (size_t k = 0; k < i; k++) changes[k].gone |= changes[k].lost && covers(one, &changes[k]);
            one->gone = 1;
        } else if (sized && one->size < now.st_size) {
            one->size = now.st_size;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < changed; i++) {
        if (changes[i].gone) {
            free(changes[i].old);
            free(changes[i].now);
        } else
            changes[kept++] = changes[i];
    }
    changed = kept;
}

/* A file that is gone needs no disk. */
static void gone(const char *path) {
    size_t kept = 0;
    for (size_t i = 0; i < changed; i++)
        if (strcmp(changes[i].path, path)) changes[kept++] = changes[i];
    changed = kept;
}

static int chance(void) {
    dice = dice * 6364136223846793005ul + 1442695040888963407ul;
    return (dice >> 40) & 1;
}

static void empty_folder(const char *path) {
    DIR *folder = opendir(path);
    struct dirent *entry;
    char inner[1024];
    while (folder && (entry = readdir(folder)))
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) {
            snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
            syscall(SYS_unlinkat, AT_FDCWD, inner, 0);
        }
}

/* A truth of every disk: it is unfair only to what was never promised. */
static void cut(int unfair) {
    for (size_t i = changed; i-- > 0;) {
        struct change *one = &changes[i];
        if (one->form == NAME) continue;
        int fd = (int)syscall(SYS_openat, AT_FDCWD, one->path, O_WRONLY | O_CLOEXEC, 0);
        if (fd < 0) continue;
        syscall(SYS_pwrite64, fd, one->old, one->had, one->at);
        /* Where there was nothing before, there is nothing now. */
        for (size_t i = one->had; i < one->length; i++) syscall(SYS_pwrite64, fd, "", 1, one->at + (off_t)i);
        syscall(SYS_ftruncate, fd, one->size);
        syscall(SYS_close, fd);
    }
    for (size_t i = 0; unfair && i < changed; i++) {
        struct change *one = &changes[i];
        int fd = one->form == NAME ? -1 : (int)syscall(SYS_openat, AT_FDCWD, one->path, O_WRONLY | O_CLOEXEC, 0);
        if (fd < 0) continue;
        if (one->form == LENGTH && chance()) syscall(SYS_ftruncate, fd, one->at);
        for (size_t from = 0; one->form == BYTES && from < one->length;) {
            size_t until = from + SECTOR - (size_t)((one->at + (off_t)from) % SECTOR);
            if (until > one->length) until = one->length;
            if (chance()) syscall(SYS_pwrite64, fd, one->now + from, until - from, one->at + (off_t)from);
            from = until;
        }
        syscall(SYS_close, fd);
    }
    for (size_t i = changed; i-- > 0;)
        if (changes[i].form == NAME && (!unfair || chance())) {
            if (syscall(SYS_unlinkat, AT_FDCWD, changes[i].path, 0)) {
                empty_folder(changes[i].path);
                syscall(SYS_unlinkat, AT_FDCWD, changes[i].path, AT_REMOVEDIR);
            }
        }
}
