/*
 * How a run that somebody copies into outputs/ counts for the next name though there is a hint, for SPIN.
 *
 *   spin -a epoch.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -m100000
 *
 * Without a define it passes exhaustively; each of the others must fail, so that the model is known to see the fault.
 *
 * BELIEF  a hint is believed whenever its number is claimed.
 * LATE    the state with which an epoch begins is noted after the look at all runs.
 * COUNTLESS  our own change is told by the time of the folder alone, not by the count of folders as well.
 *
 * Two processes allocate in one family. Another one copies runs of another size in, which claim nothing. Any
 * process may die between two steps. Each statement is one call to the file system. An allocation that is asked for after a run was
 * copied in never gets its number.
 */

#ifndef MAX
#define MAX 3          /* numbers 1 .. MAX; a process that wants more gives up */
#endif
#ifndef TIMES
#define TIMES 2        /* names that the first process asks for; the second asks for one */
#endif
#ifndef COPIES
#define COPIES 1
#endif

bit number[MAX + 1];   /* number n is claimed */
bit folder[MAX + 1];   /* the folder of our run n exists */
bit copied[MAX + 1];   /* a folder of another size with number n was copied in */
bit given[MAX + 1];
byte version;          /* of outputs/: another one after each change */
byte count;            /* folders in outputs/ */
byte epochs;           /* so many have begun */
byte noted, epoch;     /* .rundir/hints/epoch: a version, and the epoch that goes on while outputs/ is that one */
byte hint, hinted;     /* .rundir/hints/<family>: a number, and the epoch in which it was the highest */

proctype allocator(byte times) {
  byte n, look, mine, seen, seenCount, known, knownEpoch;
  bit had[MAX + 1];    /* what was copied in before this was asked for */

  do
  :: times == 0 -> break
  :: else ->
    d_step {
      times--;
      look = 1;
      do
      :: look > MAX -> break
      :: else -> had[look] = copied[look]; look++
      od;
      known = noted; knownEpoch = epoch;
    }
    atomic { seen = version; if :: known == seen -> mine = knownEpoch :: else -> epochs++; mine = epochs fi }
#ifndef LATE
    atomic { if :: known != seen -> noted = seen; epoch = mine :: else fi }
    if :: goto dead :: skip fi;
#endif
    atomic {
      n = hint; look = hinted;
      if
#ifdef BELIEF
      :: n > 0 && number[n] -> look = MAX + 1
#else
      :: n > 0 && number[n] && look == mine -> look = MAX + 1
#endif
      :: else -> n = 0; look = 1
      fi
    }
    /* outputs/ is listed at once, the claims are looked at one by one */
    d_step {
      if
      :: look > MAX
      :: else ->
        do
        :: look > MAX -> look = 1; break
        :: else -> if :: folder[look] || copied[look] -> n = look :: else fi; look++
        od
      fi
    }
    do
    :: atomic { look > MAX -> look = 0; break }
    :: atomic { look <= MAX -> if :: number[look] && look > n -> n = look :: else fi; look++ }
    od;
#ifdef LATE
    atomic { if :: known != seen -> noted = version; epoch = mine :: else fi }
#endif
    n++;
try:
    if
    :: n > MAX -> goto dead
    :: else
    fi;
    atomic { look = number[n]; number[n] = 1; if :: look -> look = 0; n++; goto try :: else fi };
    if :: goto dead :: skip fi;
    d_step { known = noted; knownEpoch = epoch };
    d_step { seen = version; seenCount = count };
    d_step { assert(!folder[n]); folder[n] = 1; version++; count++ };
    if :: goto dead :: skip fi;
#ifdef COUNTLESS
    atomic { if :: known == seen -> seen = version; look = 1 :: else fi }
#else
    atomic { if :: known == seen && count == seenCount + 1 -> seen = version; look = 1 :: else fi }
#endif
    atomic { if :: look -> noted = seen; epoch = knownEpoch; look = 0 :: else fi };
    d_step { assert(!given[n] && !had[n]); given[n] = 1 }
    if :: goto dead :: skip fi;
    atomic {
      known = hint; seen = n;
      if :: known > n && number[known] -> seen = known :: else fi
    }
    d_step { hint = seen; hinted = mine; n = 0; mine = 0; seen = 0; seenCount = 0; known = 0; knownEpoch = 0 }
  od;
dead: skip
}

proctype copier() {
  byte n;
  byte times = COPIES;
  do
  :: times == 0 -> break
  :: else ->
    atomic { times--; select(n : 1 .. MAX) }
    d_step { if :: !copied[n] -> copied[n] = 1; version++; count++ :: else fi; n = 0 }
  od
}

init { atomic { run allocator(TIMES); run allocator(1); run copier() } }
