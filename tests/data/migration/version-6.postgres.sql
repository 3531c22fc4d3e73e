-- A database that the build with migration 6 made. Tokens of ann and cat were revoked, bob was deleted.
CREATE FUNCTION ostiary_task_count_down() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    AS $$ begin update ostiary_task_count c set n = c.n - g.n from (select user_id, count(*)::integer as n from gone group by user_id) g where c.user_id = g.user_id; return null; end $$;
CREATE FUNCTION ostiary_task_count_up() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path FROM CURRENT
    AS $$ begin insert into ostiary_task_count as c (user_id, n) values (new.user_id, 1) on conflict (user_id) do update set n = c.n + 1; return new; end $$;
CREATE TABLE account (
    id text NOT NULL,
    "accountId" text NOT NULL,
    "providerId" text NOT NULL,
    "userId" text NOT NULL,
    "accessToken" text,
    "refreshToken" text,
    "idToken" text,
    "accessTokenExpiresAt" timestamp with time zone,
    "refreshTokenExpiresAt" timestamp with time zone,
    scope text,
    password text,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone NOT NULL
);
CREATE TABLE jwks (
    id text NOT NULL,
    "publicKey" text NOT NULL,
    "privateKey" text NOT NULL,
    "createdAt" timestamp with time zone NOT NULL,
    "expiresAt" timestamp with time zone,
    alg text,
    crv text
);
CREATE TABLE ostiary_audit (
    id text NOT NULL,
    at_ms bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL
);
CREATE TABLE ostiary_keyring (
    id integer NOT NULL,
    turn bigint NOT NULL
);
CREATE TABLE ostiary_migration (
    version bigint NOT NULL,
    name text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);
CREATE TABLE ostiary_not_before (
    subject text NOT NULL,
    not_before_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    deleted_ms bigint
);
CREATE TABLE ostiary_not_before_version (
    id integer NOT NULL,
    version bigint NOT NULL
);
CREATE TABLE ostiary_outbox (
    id text NOT NULL,
    kind text NOT NULL,
    recipient text NOT NULL,
    name text NOT NULL,
    url text,
    state text NOT NULL,
    note text,
    attempts bigint NOT NULL,
    created_ms bigint NOT NULL,
    due_ms bigint NOT NULL,
    expires_ms bigint NOT NULL
);
CREATE TABLE ostiary_signing_key (
    kid text NOT NULL,
    made_ms bigint NOT NULL,
    activates_ms bigint NOT NULL,
    life_s bigint NOT NULL,
    revoked_ms bigint
);
CREATE TABLE ostiary_task (
    user_id text NOT NULL,
    id bigint NOT NULL,
    title text NOT NULL,
    description text,
    completed boolean NOT NULL,
    due_date text,
    priority text NOT NULL,
    tags text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE ostiary_task_count (
    user_id text NOT NULL,
    n integer NOT NULL
);
CREATE TABLE ostiary_throttle_release (
    user_id text NOT NULL,
    at_ms bigint NOT NULL
);
CREATE TABLE session (
    id text NOT NULL,
    "expiresAt" timestamp with time zone NOT NULL,
    token text NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone NOT NULL,
    "ipAddress" text,
    "userAgent" text,
    "userId" text NOT NULL
);
CREATE TABLE "user" (
    id text NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    "emailVerified" boolean NOT NULL,
    image text,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
CREATE TABLE verification (
    id text NOT NULL,
    identifier text NOT NULL,
    value text NOT NULL,
    "expiresAt" timestamp with time zone NOT NULL,
    "createdAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    "updatedAt" timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL
);
INSERT INTO account VALUES ('79IReDZz3tGoCqGA6cDpB09hEndHlzL7', 'nAOomQ79UWv6pVHggFm7Lk5hKvKkAxbB', 'credential', 'nAOomQ79UWv6pVHggFm7Lk5hKvKkAxbB', NULL, NULL, NULL, NULL, NULL, NULL, '$argon2id$v=19$m=19456,t=2,p=1$qQa5aEPvA1Kw2ibC2fZKxQ$sQP2SK8yEJm03S//OFE7r8+dB4giq7HEMNTTsduFqZI', '2026-11-30 09:57:12.556+05:45', '2026-11-30 09:57:12.556+05:45');
INSERT INTO account VALUES ('VxWmbwlQ4LFKzKQ8cY431i2H6TsOHf2c', 'v4PqJnr17cJrV3KuHNBHzxEqZjELKajb', 'credential', 'v4PqJnr17cJrV3KuHNBHzxEqZjELKajb', NULL, NULL, NULL, NULL, NULL, NULL, '$argon2id$v=19$m=19456,t=2,p=1$MgJqdw0J/NNEWW13S5SRNA$F/4xoNrDoMqlg6Unl1lIZnZ5A4YbAYslVmZnvDTJ1/A', '2026-11-30 09:57:14.256+05:45', '2026-11-30 09:57:14.256+05:45');
INSERT INTO account VALUES ('i4F3hzuYyZZXqOBygZLbaOVcziogM9p8', 'CcndlUinZXRSob9qc7EkfZKNuViyFlns', 'credential', 'CcndlUinZXRSob9qc7EkfZKNuViyFlns', NULL, NULL, NULL, NULL, NULL, NULL, '$argon2id$v=19$m=19456,t=2,p=1$s0utnO7rF8y1KmbVUyklJQ$GaJtKzpdZ/NuXKyFQ2Uo/iLNTtJuwLcdyhT6ftNvr1Y', '2026-11-30 09:57:15.104+05:45', '2026-11-30 09:57:15.104+05:45');
INSERT INTO jwks VALUES ('Bk3h8z0LJ2gR4jZcX71m3G5qRroaWvQF', '{"kty":"RSA","n":"7L51Oh74CjdiIedBSCme4xo_jtlYo72wHj0yiEnTK9XQ65WaJdk8s80fsfurFLCujskEHiYnfj3v3azQ6GKnlQsrus5hplTi_vqsh91ifP-j5_j_5afiRqUhVmqh9lJcJC3euM_aCKfMkhlg0xtnhUcCuVTI9j8WL-hgc95NBf8uTJCx4cXZS7PXRPJPDtLyVjXycdCpfl7KTvH3FUyU_ZRIHYYwo6MDqajom8N4nwldFUtrdyhLxidMDgTCaCH1xunToFh45Lc0wpM-i5yVA74QNZIx68mZVg6pRt8mt2TjXYe9l-8uFTlXm5GYgsk-dd2Wl8hSupBywvq5wSrZqQ","e":"AQAB"}', '"2616889b4ee7d8d0f386b8989a7896cfff0e2ef3b089862f68b475b1ad595dfa68ea12754148e20028d11922e2c957c203939b132510d618bfaf8a9a1ab75d1193abaff75e571b9a4335c7d82e0d2aa1f00daa56e055f427c1f29e0b9cc3ed810dfe4eb490be45bd879e2bbeda365ba2bf320f0d25be2919bec1b26c2a04e35ec4d19f47e55dd95ce73e552d5780eeddfc5e65424e507658d29efe81b984dd60585c6297b3eeb7b0545af44dbaca4a66ead1d80b73a0b254c65e42a50ba4d30dc59e10ab845bb95117e1d37bd150a1d3ca2658e2d88542ee9cafbbedd9d2f2cfa5614a53250c089a37908e8cd59cf9acd91e31c3ef3161d08427cae54a75c3bf7b0180ba526fb2dbce2b973a1bf9a70ef09441005414771c4a7d3dd056267592787b4561a836832cd2346e1cfdde73869fc65a6e967495a7eb6d0a5a666e0444805854cab2eefaa2e6d3b897dd0ffee626295fe7142e3087e3beb60d727508a9d853049bf92d9ae94d194fb4ded19ff84914bd4d0fca0fbb816e48c2b33815ed8e8b677dd1d8516c7f08f4a4ad8751f7cbc510e89224e7111aa7688613625ea607fd22cce6a109be7fa0fab1bf5d80c36e1a08584bda421c015cc8de436f39208c6f2224ee92d32e8c77f879e1d861515403816223a61500504cd0b4d2009faae7ee042cbbc45a206389be3890debb5b278918436fc532d05af05bc57b4b725a0b2755ac7ea2a85ec52fd2a50d51bc0458c8cac14f770f1b47c1f6362ff5791b2baadcf754a0f9352fe6fe028c89dbb37de1442c8906ff21e8bff3586034b925eecd7c6d5526b78a1e06e1dc103072efc895b3c4837160659347bb6391a979be9a3653f18dc5d23cda669f278dcae2f1412d000209b79abd41797ae8caf907fd2c7bb774a4b9b66a62db50a82d5a0de7d7d934f0bf2423f455f357a44c70b30b38e96516c52aa642f4ba9533e6ea53f912d3ba20b82f4be1efca92fd67feef38f0849ce009373227adc09ae3310bc667c4f2fd3e128e8d24e3d830902cf80c41aad0f20615a7ea4e964305df5f0317e436112318caac14405577dbe6911e3358de4df5a68a14867b264bb6b6372329592420a0c41ab068d5ff659e000e7458ff18e54968051ed672ad9b26fc92bca95d668a58e99996699c64d54d7e5b0c7c665491d1ad62722b110154cca86a746853329008e32301b6fe7f6bb6f6f8d992ebb7f090f5765c7ae4cd52e37bd2475590906f474dd63567dd471934ab41733eb77fd87464cc1f3dd96475b7c338ae043e63ea35944251a98144e61a12e0032c6c1e120033aed4aa061f6aa3261ad31e41743e08d38878aeb50a4eaac0e2cc4c49105347d0fe6418fe0c64d91bd7be4a23f138797b9df471be60429bd01b1a45a7b0f074b8fc27b6518d555f750f08fc92a2dd467efccf9f3531f2b553aae01719fafe1c51c819447cc64ebfd66a68b76306b03a0a9ac947b9912823457b932d40464de025c01411b447ba1867b83c2618f20efcd1a00c4ec1122f44839e4fb3680654a6bc1f78e3ee8fffb3b234ccebddd2d28e249b1dfb7d6f21e0cc9bbb5bf693fef4ff2f1ad53b704edd574eb422583650db55a3e2c55c7552fdc8c467e01990f9e6ebba87bcd1553e4ad0da59b5dd5598bcdddfcdd49d41ef626ca203ff79e57e65ee6755e9e6eaa9a8849a757fb63bdd252cd5fcd772e60809e4efb1c35c9fac6bd62bdb28c49dd04977929e896934c45a7fe6e87fec75c78235e7a8c786ee9288483e59c758cb877d1dcc0d01dae0bb1e239a99d890afc08051d550454465e4ca7cd7885c7cd03af1a2c3bb4b968c01948e0e5d5d193bf05241ac5958f122597dfd4d0d70fd379ce375cf987b73e136f76e942d71e47048d242168cd1b84ca4d69c6616a9bdaf10abc15a4aa70736a7ff4cf95977cefddfffde92a6fe517f6244a7425091a1748c24823531ea5a56486e797f558906a9ef5fda52bd277e3de8122af619289f244bc48c122cd96825a05a929bcdd90e652beea69b9031fd2af7e145d6822351ab585b45dd4b76735a091696d9e298bfd968a22bc40a551c02763163bd47124d0699542276f81350aa6d13717c4b76871f661765c6775f9d38df684517b9bf033501f1c8b7ca8bc4479a7e0028a75081c10fe3ab7dc4a6464082372da548bc8bae209f45631aa956567dce137bd65bf3ab6a5bd0c02f136cb19f4b9efbbac4fe1174d1813c532c88c47da6920aee67d2b80adfcbbd4b52899d1e2bdfa5cc5a8338882105f2852603f6f6917b22609418696d630db3548a5615768f454e4696dc56c5e130e88a06bf6ae6effa8a0e94"', '2026-11-30 09:57:12.255+05:45', NULL, 'RS256', NULL);
INSERT INTO ostiary_audit VALUES ('Wi02ddJi4wt6DahE2ZNWjVpT5vxKci2t', 1796011935798, 'uid 0 (root)', 'user-thrown-out', 'nAOomQ79UWv6pVHggFm7Lk5hKvKkAxbB', 'all sessions, all tokens of before');
INSERT INTO ostiary_audit VALUES ('vgX92GjBEYsf5LJnGl6IsTGGeZIqCuOv', 1796011936366, 'uid 0 (root)', 'user-thrown-out', 'v4PqJnr17cJrV3KuHNBHzxEqZjELKajb', 'all sessions, all tokens of before');
INSERT INTO ostiary_keyring VALUES (1, 1);
INSERT INTO ostiary_migration VALUES (1, 'first tables', '2026-11-30 09:57:11.537+05:45');
INSERT INTO ostiary_migration VALUES (2, 'outbox', '2026-11-30 09:57:11.58+05:45');
INSERT INTO ostiary_migration VALUES (3, 'life of keys', '2026-11-30 09:57:11.613+05:45');
INSERT INTO ostiary_migration VALUES (4, 'audit', '2026-11-30 09:57:11.629+05:45');
INSERT INTO ostiary_migration VALUES (5, 'not before', '2026-11-30 09:57:11.658+05:45');
INSERT INTO ostiary_migration VALUES (6, 'throttle', '2026-11-30 09:57:11.678+05:45');
INSERT INTO ostiary_not_before VALUES ('yQ17xfe7gxlhjbLvNRoJAA', 1796011935813, 1796098455813, NULL);
INSERT INTO ostiary_not_before VALUES ('rCcTgNeVLbOtuKueenFpZA', 1796011936169, 1796098456169, 1796011936164);
INSERT INTO ostiary_not_before VALUES ('NvdKgcaXcnCTuPlZYAc1xQ', 1796011936376, 1796098456376, NULL);
INSERT INTO ostiary_not_before_version VALUES (1, 1796011936376);
INSERT INTO ostiary_signing_key VALUES ('Bk3h8z0LJ2gR4jZcX71m3G5qRroaWvQF', 1796011932255, 1796011932255, 86400, NULL);
INSERT INTO ostiary_task VALUES ('nAOomQ79UWv6pVHggFm7Lk5hKvKkAxbB', 247080276336429, 'of ann', NULL, false, NULL, 'none', '[]', '2026-11-30 09:57:13.089+05:45', '2026-11-30 09:57:13.089+05:45');
INSERT INTO ostiary_task VALUES ('v4PqJnr17cJrV3KuHNBHzxEqZjELKajb', 247080283265832, 'of cat', NULL, false, NULL, 'none', '[]', '2026-11-30 09:57:14.781+05:45', '2026-11-30 09:57:14.781+05:45');
INSERT INTO ostiary_task VALUES ('CcndlUinZXRSob9qc7EkfZKNuViyFlns', 247080286708564, 'of dan', NULL, false, NULL, 'none', '[]', '2026-11-30 09:57:15.622+05:45', '2026-11-30 09:57:15.622+05:45');
INSERT INTO ostiary_task_count VALUES ('nAOomQ79UWv6pVHggFm7Lk5hKvKkAxbB', 1);
INSERT INTO ostiary_task_count VALUES ('v4PqJnr17cJrV3KuHNBHzxEqZjELKajb', 1);
INSERT INTO ostiary_task_count VALUES ('CcndlUinZXRSob9qc7EkfZKNuViyFlns', 1);
INSERT INTO session VALUES ('sWtBx0jt5nzao77pMgymowo0nYeoztzz', '2026-12-07 09:57:15.104+05:45', '5yslotI7cvplG0D0elKvi4VF3Gx43bT7', '2026-11-30 09:57:15.104+05:45', '2026-11-30 09:57:15.104+05:45', '127.0.0.1', 'curl/7.88.1', 'CcndlUinZXRSob9qc7EkfZKNuViyFlns');
INSERT INTO "user" VALUES ('nAOomQ79UWv6pVHggFm7Lk5hKvKkAxbB', 'ann', 'ann@example.com', false, NULL, '2026-11-30 09:57:12.556+05:45', '2026-11-30 09:57:12.556+05:45');
INSERT INTO "user" VALUES ('v4PqJnr17cJrV3KuHNBHzxEqZjELKajb', 'cat', 'cat@example.com', false, NULL, '2026-11-30 09:57:14.256+05:45', '2026-11-30 09:57:14.256+05:45');
INSERT INTO "user" VALUES ('CcndlUinZXRSob9qc7EkfZKNuViyFlns', 'dan', 'dan@example.com', false, NULL, '2026-11-30 09:57:15.104+05:45', '2026-11-30 09:57:15.104+05:45');
ALTER TABLE ONLY account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY jwks
    ADD CONSTRAINT jwks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ostiary_audit
    ADD CONSTRAINT ostiary_audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ostiary_keyring
    ADD CONSTRAINT ostiary_keyring_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ostiary_migration
    ADD CONSTRAINT ostiary_migration_pkey PRIMARY KEY (version);
ALTER TABLE ONLY ostiary_not_before
    ADD CONSTRAINT ostiary_not_before_pkey PRIMARY KEY (subject);
ALTER TABLE ONLY ostiary_not_before_version
    ADD CONSTRAINT ostiary_not_before_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ostiary_outbox
    ADD CONSTRAINT ostiary_outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ostiary_signing_key
    ADD CONSTRAINT ostiary_signing_key_pkey PRIMARY KEY (kid);
ALTER TABLE ONLY ostiary_task_count
    ADD CONSTRAINT ostiary_task_count_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY ostiary_task
    ADD CONSTRAINT ostiary_task_pkey PRIMARY KEY (user_id, id);
ALTER TABLE ONLY ostiary_throttle_release
    ADD CONSTRAINT ostiary_throttle_release_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY session
    ADD CONSTRAINT session_token_key UNIQUE (token);
ALTER TABLE ONLY "user"
    ADD CONSTRAINT user_email_key UNIQUE (email);
ALTER TABLE ONLY "user"
    ADD CONSTRAINT user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY verification
    ADD CONSTRAINT verification_pkey PRIMARY KEY (id);
CREATE INDEX "account_userId_idx" ON account USING btree ("userId");
CREATE INDEX ostiary_audit_at_idx ON ostiary_audit USING btree (at_ms);
CREATE INDEX ostiary_outbox_due_idx ON ostiary_outbox USING btree (state, due_ms);
CREATE INDEX ostiary_outbox_expires_idx ON ostiary_outbox USING btree (expires_ms);
CREATE INDEX "session_userId_idx" ON session USING btree ("userId");
CREATE INDEX verification_identifier_idx ON verification USING btree (identifier);
CREATE TRIGGER ostiary_task_deleted AFTER DELETE ON ostiary_task REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION ostiary_task_count_down();
CREATE TRIGGER ostiary_task_inserted BEFORE INSERT ON ostiary_task FOR EACH ROW EXECUTE FUNCTION ostiary_task_count_up();
ALTER TABLE ONLY account
    ADD CONSTRAINT "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"(id) ON DELETE CASCADE;
ALTER TABLE ONLY ostiary_task_count
    ADD CONSTRAINT ostiary_task_count_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id) ON DELETE CASCADE;
ALTER TABLE ONLY ostiary_task
    ADD CONSTRAINT ostiary_task_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id) ON DELETE CASCADE;
ALTER TABLE ONLY ostiary_throttle_release
    ADD CONSTRAINT ostiary_throttle_release_user_id_fkey FOREIGN KEY (user_id) REFERENCES "user"(id) ON DELETE CASCADE;
ALTER TABLE ONLY session
    ADD CONSTRAINT "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"(id) ON DELETE CASCADE;
