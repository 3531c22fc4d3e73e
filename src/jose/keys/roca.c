#include "jose/keys/roca.h"

#include <stdint.h>

/* The odd primes of the product that the flawed generator used for moduli of 1984 bits and more. */
static const uint16_t primes[] = {
	3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,
	71,  73,  79,  83,  89,  97,  101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157,
	163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223, 227, 229, 233, 239, 241, 251, 257,
	263, 269, 271, 277, 281, 283, 293, 307, 311, 313, 317, 331, 337, 347, 349, 353, 359, 367,
	373, 379, 383, 389, 397, 401, 409, 419, 421, 431, 433, 439, 443, 449, 457, 461, 463, 467,
	479, 487, 491, 499, 503, 509, 521, 523, 541, 547, 557, 563, 569, 571, 577, 587, 593, 599,
	601, 607, 613, 617, 619, 631, 641, 643, 647, 653, 659, 661, 673, 677, 683, 691, 701,
};

/* Whether value is a power of 65537 modulo the prime. */
static bool is_power(unsigned value, unsigned prime)
{
	unsigned power = 1;

	do {
		if (power == value)
			return true;
		power = power * (65537u % prime) % prime;
	} while (power != 1);
	return false;
}

bool roca_suspects(const BIGNUM *n)
{
	for (size_t i = 0; i < sizeof(primes) / sizeof(primes[0]); i++)
		if (!is_power((unsigned)BN_mod_word(n, primes[i]), primes[i]))
			return false;
	return true;
}
