-- What a person was asked about, as 'action {"parameter":"value"}': an answer counts for that alone.
-- Questions from before are asked anew.
alter table approval add column call text not null default '';
