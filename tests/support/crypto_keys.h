/* Keys for tests, made with Node's crypto and used nowhere else; the signature is Node's RS256 of
 * "ostiary signing input". Ed25519: RFC 8037, appendix A. */
#ifndef OSTIARY_TESTS_SUPPORT_CRYPTO_KEYS_H
#define OSTIARY_TESTS_SUPPORT_CRYPTO_KEYS_H

#define RSA_PRIVATE                                                                                \
	"{\"kty\":\"RSA\",\"n\":\"pdF6PN8bCUrJiFF7WFs5MOSMPlyxVFGkeeMuGjC-9s-c7wU3pLGHNAG"         \
	"0OyB4_Tq6sHZQT6ip4kYGA7LQmvoKp9YxPeDyjYyukrO8lC7N6jZl1EPQ5UgCjaS9PRMso0YfWRrLcFl"         \
	"dKmkneT5YD1hccKEFkodvw1Ju80aBgmcoBHmED30DBgMYPmGY5ATUvMPPyuaAPJwIfVmJ3cbmkkZeoXt"         \
	"NTqvQ1TexUXkdYg51jqhL1_cNRAsIno413eWqUIy4K-a_9eEpjo8XzPKrDJxrS4UHmdRCh2VhVTseBCd"         \
	"Ranjkpy3vhC0RL9fzv1VcYpL6gwkf_TcNbQnqabgHWmPO9Q\",\"e\":\"AQAB\",\"d\":\"F9SHjzj"         \
	"3DzpOxUcEhXmyueqWlx3GJFqJWzUBeqUXxKuon5ct3H7g8eHuz3KGwMnQa6zNNO2F4K10jtKDdUpK_rz"         \
	"jHcP2x834hr_K8bbaQ_cmYj-OxWy4ZTfQNHdNeneI6MrXguFs6Lvs_tktWaM2wb76aIkLUFRH-rFeyml"         \
	"d0GqU9PQp6GJ1drJqPPYWmHKIX4wN0HLoLDfmc5zZeXM9WGFHDbUntSiykqI-wo-1v2obxiRd8Be0gKb"         \
	"gCgwUaTBEbb5zKw9xgf0GbwBqXu-BhRP1fqOmQxwPPwlb_EjVhHLdC6GQuq6SUjhk2FZTTM6YECjZ0PF"         \
	"_kBtNAEAPDzJGkQ\",\"p\":\"2kjH6Ajbrxg4RVHTBaZ520vtoq3wVPANRGE7C-oi-dUjPS-aN7UA4M"         \
	"_CjKkUnHT-uAE3GwrnXg1QA6DPo9cWLBl61kYDePURuikeBDsevTSGaSsLmdru4HYb7e33Idv_LT3yMf"         \
	"AY8JgTmkaD3Ck6nc9rnuaRFF5Ak5mp7BzSwX0\",\"q\":\"wngAvTN6V7xWVtYKvD_-c864yoRq6cmO"         \
	"I40eRfwQ46x8LJRtvhU1ZREKh2enD7Bh6S3Rn_1TG3qvuWVgwmS7qgLSvT8avEn_0imJMDTaUAQCcwlN"         \
	"I7oA8Bd9zX-4u45NUTLiAfwy-ibP96gNs7pAddmvFznPuNdCpJoglK0evNk\",\"dp\":\"LzkDll0kO"         \
	"ZMByW1UO6qyPhEFDeaXUajFFf_66C709ht4DiqYMGkGEZyguBF0Fgzxdhk9NKp9N0ml_8LwaL-FWnEAt"         \
	"A5dffN2rFFs3vlzQvd0BJh9YAGPIBwtGqIajsarQ7xdAxSwMIyV4RBUQnLg7XcMD0pOJJvnWIcrzZrGt"         \
	"Xk\",\"dq\":\"UpqixbteFnJ7wjr9KGWOcia3O97vgwsIg3VoDJY7nlogDNennfxoR9vrOwT-Y52qmV"         \
	"_LEUiLyrpcdkXnyer8BAVa-uQZOS29qsnV6lIpAaASYkbrK2fRCisQVwAPuiuCECGq-ujjxnpCEJKj71"         \
	"oIE4c55oW6BGv7dOu7NywqSFE\",\"qi\":\"XeWAtHVHLFVQeKTGiemQ9T3n_tx3XNGJvQEVEdfysB6"         \
	"iFmNsKiooduvitoItO2PA1h2aeAzsngb5_yk88N0uKjiEhW-WBBkCNnIadmpR7Pr823Dn58h_t7N57Qa"         \
	"aVqgzySXRVjFV46VNz0RLGI3IfF-P9y-zIgHD9L-AbrdP-FI\"}"

#define RSA_SIGNATURE                                                                              \
	"JBn-k25B-BZbsvD7Tvaybpgsg-SETSH8j15ocHizeIEhCQQAQMwRV0IYd50sYx36P0YRvfpfWwGFOri0"         \
	"J2aNGqevOjW4fCdMtARLoWKbjdLMHHtmPEtXAz9z6MlOmQ6t15tNy9G_zBeR6bYfcaCFiWQ2Fcjg1j47"         \
	"6UUDFo_fOnTLsIkPPUmcZihgRRJh473ukCiF1ivoOq5wmvrjbky2Yu8s3BB1wnvR2qKJGg7-mEKCy3bS"         \
	"ozcscPZ4oyEfuW-uSSU2kZ3xyAae43U9Ea0Hl0TBRXiTE3peAUa8JU0sLwLm9czq7KE89rqyiiJjPAGv"         \
	"mcCxxXSqEdm7I90ZzH6Z4Q"

#define P256_PRIVATE                                                                               \
	"{\"kty\":\"EC\",\"x\":\"3v-gUsojAsP1MzfrlaXlZRtHwAejSmk8ZmuUEP8u0s0\",\"y\":\"sc"         \
	"LESa6fJcZQ9Kup0WQmblE4sojqyWHCRDaHMJNGWAg\",\"crv\":\"P-256\",\"d\":\"FPLjIRVg7m"         \
	"KsYPMkdhVVtJsWdZCQrjgydgtD6z5g5Sk\"}"
#define P256_PUBLIC                                                                                \
	"{\"kty\":\"EC\",\"x\":\"3v-gUsojAsP1MzfrlaXlZRtHwAejSmk8ZmuUEP8u0s0\",\"y\":\"sc"         \
	"LESa6fJcZQ9Kup0WQmblE4sojqyWHCRDaHMJNGWAg\",\"crv\":\"P-256\"}"

#define P521_PRIVATE                                                                               \
	"{\"kty\":\"EC\",\"x\":\"ALHlIPPZCejsjoxtE_KUT5IjcmSjbiUs_bytIIXExyuGBODRTyCr5p8-"         \
	"0xauViyk32l5WwS2XopGoYZBK-CaCpDO\",\"y\":\"AOz0UxG4SN60qKlbFoqAsftvpIrXpOiKuRhcJ"         \
	"7HglII5tPHzpRB0PCui1fKrxYIp2xhBsbKMhED2lpiv-O6NCrr2\",\"crv\":\"P-521\",\"d\":\""         \
	"ANRVxe7cLmcUeLdThLEQQNTJpop_VcE5vRKqiIv9o7JzQRlZ3GRx5JxcKSN6HQW0R2YncDm20JDi036x"         \
	"bU3RCTIf\"}"

#define RSA_1024_PRIVATE                                                                           \
	"{\"kty\":\"RSA\",\"n\":\"qEh5ZPpzf9dSojP_fFKSS1Rieno10ZiQZqamCFP0YZSQBxciC8xwbQ0"         \
	"yPL7-70skqsMCXqlWKJIwmYzc7lYZD17QSb_g4eoOKq6q2htuyQgxpKHnKJ49YzL2He1x7sb2Gzk_saM"         \
	"h0JKhNVXM3h-FKB8ygX-G5A1CyyNwwDCgP30\",\"e\":\"AQAB\",\"d\":\"m3G-uLjkIY3LZcs0Ty"         \
	"mSuwSqpsnmlsIfeMKtEXpDfjOVywbiSxXAL-uFoTkoEfBOYXIa6UfwLy_CtsO4fGuJXvp14TS2rayqEZ"         \
	"-lgt_HAKD2H2O3sl730y5e_2n8qUc4cH6EzLC1-3EKtwURf4H7tQn-FGHJ75Z3HaRxq5YQR_0\",\"p"          \
	"\":\"2Ro6KuQK7a_MBnTEpIbF-w4HqrjK3X6z_2aPpdkizllW9AuPBT73Y8IqLKtBIJgjV4Bam4k9Ib_"         \
	"pxdURYZsZSw\",\"q\":\"xm8QjEFxONmsJJa1zIYC9VyMaRAWZsaiSSgWAPECQLTa8PKKh4NI7fVO3W"         \
	"7p4_7ujf5AjTbQy9fHE7MiwFaVVw\",\"dp\":\"g8SgY2HvpB3cBlse8wD97wev7ZWlQ1RgqXY1X6Lv"         \
	"tjCRTyQo1TVHb9vsPxpeOAs_AB_eXqKoYPCbUcClgQljCw\",\"dq\":\"HKe9RAPPTd5hNYduCXLwym"         \
	"3q-OER2xWkKdxYERq8sIttco4T4y3aQkLCeMejjwEpgefNepcH3-fxH68mvY_DUQ\",\"qi\":\"FszM"         \
	"v-VGbtaqF8UKwKZBjNBwhR5o-FCl4oY3RY-Exa6J9HCgnxlVYNR0Q8tnv4yoqSFZ3vS0LN5r2XxX9480"         \
	"RA\"}"

#define ED25519_PRIVATE                                                                            \
	"{\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","              \
	"\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\",\"kty\":\"OKP\"}"

#endif
