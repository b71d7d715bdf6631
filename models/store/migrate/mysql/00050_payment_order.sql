-- +goose Up
CREATE TABLE payment_order (
    id varchar(26) NOT NULL PRIMARY KEY,
    number varchar(40) NOT NULL,
    application_id varchar(26) NOT NULL,
    live_key varchar(26),
    title varchar(200) NOT NULL,
    fee_lines text NOT NULL,
    subjects text NOT NULL,
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    state varchar(12) NOT NULL CHECK (state IN ('created', 'unknown', 'pending', 'paid', 'closed', 'refunding', 'refunded')),
    version bigint NOT NULL,
    provider_no varchar(64) NOT NULL,
    qr varchar(500) NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    checked_at bigint NOT NULL,
    paid_at bigint NOT NULL,
    closed_at bigint NOT NULL,
    refunded_at bigint NOT NULL,
    paid_on char(10) NOT NULL,
    refunded_on char(10) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE UNIQUE INDEX payment_order_number ON payment_order (number);
CREATE UNIQUE INDEX payment_order_live ON payment_order (live_key);
CREATE INDEX payment_order_application ON payment_order (application_id, created_at);
CREATE INDEX payment_order_paid ON payment_order (paid_on);
CREATE INDEX payment_order_refunded ON payment_order (refunded_on);

CREATE TABLE payment_subject (
    subject varchar(64) NOT NULL PRIMARY KEY,
    order_id varchar(26) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX payment_subject_order ON payment_subject (order_id);

-- +goose Down
DROP TABLE payment_subject;
DROP TABLE payment_order;
