-- Who has what in their hands: a few rows at any hour, which no edition's size may make dear to find.
CREATE INDEX delivery_in_hands ON delivery (edition, owner) WHERE owner <> '';
