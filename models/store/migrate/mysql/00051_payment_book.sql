-- +goose Up
CREATE TABLE payment_event (
    event_id varchar(64) NOT NULL PRIMARY KEY,
    order_number varchar(64) NOT NULL,
    state varchar(12) NOT NULL,
    amount_fen bigint NOT NULL,
    happened_at bigint NOT NULL,
    received_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX payment_event_order ON payment_event (order_number);

CREATE TABLE payment_quarantine (
    id varchar(26) NOT NULL PRIMARY KEY,
    event_id varchar(64) NOT NULL,
    order_number varchar(64) NOT NULL,
    merchant varchar(64) NOT NULL,
    provider_no varchar(64) NOT NULL,
    state varchar(12) NOT NULL,
    amount_fen bigint NOT NULL,
    reason varchar(20) NOT NULL CHECK (reason IN ('amount', 'merchant', 'state', 'unknown-order')),
    happened_at bigint NOT NULL,
    received_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE INDEX payment_quarantine_order ON payment_quarantine (order_number);

CREATE TABLE payment_reconciliation (
    local_date char(10) NOT NULL PRIMARY KEY,
    bill_lines int NOT NULL,
    our_lines int NOT NULL,
    bill_fen bigint NOT NULL,
    our_fen bigint NOT NULL,
    difference_count int NOT NULL,
    differences text NOT NULL,
    reconciled_at bigint NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

-- +goose Down
DROP TABLE payment_reconciliation;
DROP TABLE payment_quarantine;
DROP TABLE payment_event;
