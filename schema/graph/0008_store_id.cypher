// The store's own id, by which a reader of the feed tells a store that was built anew. New stores get theirs with the
// lock that every writer takes (store/engine/write_lock.py). This gives older ones theirs.

MERGE (lock:Lock {name: 'write'})
SET lock.store = coalesce(lock.store, randomUUID());
