/* One run of the compiled engine, from a state in a file, for valgrind to count: see instructions.py.

   The file, in numbers of 64 bits: how many pieces and pointers; of each pointer the piece that it stands in, the byte
   there, and the piece that it points to; then of each piece its length and its bytes. The first piece is the state. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int ENGINE(void *finished, void **error, void *state);

__attribute__((noinline)) int counted_run(void *finished, void **error, void *state) {
    return ENGINE(finished, error, state);
}

static int64_t number(FILE *file) {
    int64_t value;
    if (fread(&value, sizeof value, 1, file) != 1) exit(3);
    return value;
}

int main(int count, char **words) {
    FILE *file = count > 1 ? fopen(words[1], "rb") : NULL;
    if (!file) return 2;
    int64_t pieces = number(file), pointers = number(file);
    int64_t (*at)[3] = malloc(sizeof *at * pointers);
    char **piece = malloc(sizeof *piece * pieces);
    for (int64_t i = 0; i < 3 * pointers; i++) at[i / 3][i % 3] = number(file);
    for (int64_t i = 0; i < pieces; i++) {
        int64_t length = number(file);
        piece[i] = aligned_alloc(64, (length / 64 + 1) * 64);
        if (fread(piece[i], 1, length, file) != (size_t)length) return 3;
    }
    for (int64_t i = 0; i < pointers; i++) *(char **)(piece[at[i][0]] + at[i][1]) = piece[at[i][2]];
    int64_t finished = 0;
    void *error = NULL;
    int status = counted_run(&finished, &error, piece[0]);
    return status == 0 && (finished & 255) == 1 ? 0 : 4;
}
