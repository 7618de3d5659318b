-- Each letter changes its row's state twice. An index by state and domain was then written in four places of
-- its own, at random all over the table, dearer the longer the list; these know only what is asked for.
DROP INDEX delivery_by_domain;
CREATE INDEX delivery_untried ON delivery (edition, domain) WHERE state = 'planned';
CREATE INDEX delivery_put_off ON delivery (edition, next_at) WHERE state = 'deferred';
CREATE INDEX delivery_by_hour ON delivery (handed) WHERE handed IS NOT NULL;

-- Who was planned first has the letter before all others, and is looked for in every round. `carried` is when
-- somebody last set about carrying it.
ALTER TABLE edition ADD COLUMN first_delivery INTEGER;
ALTER TABLE edition ADD COLUMN carried TEXT;
UPDATE edition SET first_delivery = (SELECT min(id) FROM delivery WHERE delivery.edition = edition.id);
