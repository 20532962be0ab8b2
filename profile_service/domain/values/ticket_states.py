"""The words of help desks for where a ticket, a chat or a call stands: something is still to do, or nothing."""


def leaves_open(word: str) -> bool | None:
    """Whether a state or an outcome (lower case, without `_` and `-`) means that something is still to do; None where
    the word means neither."""
    if word in _CLOSED:
        return False
    return True if word in _OPEN else None


def _words(lists: str) -> frozenset[str]:
    return frozenset(word.strip() for line in lists.splitlines() for word in line.split("|")) - {""}


# In English, then in German, French, Spanish, Portuguese, Italian, Dutch, Polish and the languages of Scandinavia.
_OPEN = _words(
    """
    new|open|opened|reopened|reopen|unsolved|unresolved|not solved|not started|to do|todo|active|pending|hold|on hold
    waiting|waiting on customer|waiting on contact|waiting on us|waiting on agent|waiting on support|waiting on vendor
    waiting on third party|waiting for customer|waiting for agent|waiting for support|waiting for response
    awaiting reply|awaiting customer|awaiting agent|awaiting response|awaiting customer reply|awaiting customer response
    pending customer|pending customer response|pending vendor|pending third party|customer responded|needs reply
    working|work in progress|wip|in progress|ongoing|in review|under review|under investigation|investigating|triage
    triaged|queued|backlog|blocked|deferred|postponed|snoozed|acknowledged|assigned|unassigned|unanswered|overdue
    escalated|requested|passed on|told to wait|promised to call back|call back|callback requested|started|abandoned
    offen|neu|wartend|wartet|in bearbeitung|in arbeit|in prüfung|in klärung|ausstehend|zugewiesen|nicht zugewiesen
    ungelöst|wiedereröffnet|wieder geöffnet|wartet auf kunde|wartet auf kunden|wartet auf rückmeldung|zurückgestellt
    eskaliert|rückruf|pausiert|vertagt|wiedervorlage|unbearbeitet|nicht gelöst
    ouvert|ouverte|nouveau|nouvelle|en cours|en cours de traitement|en attente|en attente du client|à traiter|rouvert
    rouverte|non résolu|non résolue|assigné|assignée|mis en attente|mise en attente|mis en veille|mise en veille
    en attente client|en attente de réponse|à rappeler|escaladé|escaladée|reporté|reportée
    abierto|abierta|reabierto|reabierta|nuevo|nueva|pendiente|pendiente de cliente|en curso|en proceso|en espera
    asignado|asignada|sin resolver|sin asignar|pospuesto|pospuesta|en espera del cliente|esperando respuesta|escalado
    escalada|esperando al cliente
    aberto|aberta|reaberto|reaberta|novo|nova|pendente|em andamento|em espera|em análise|aguardando|aguardando cliente
    aguardando resposta|atribuído|adiado|não resolvido
    aperto|aperta|riaperto|riaperta|nuovo|nuova|in corso|in attesa|in attesa del cliente|in sospeso|in lavorazione
    assegnato|assegnata|non risolto|non assegnato|posticipato|rinviato|in attesa di risposta
    nieuw|in behandeling|in afwachting|in afwachting van klant|wachtend|wacht op klant|heropend|toegewezen
    nowe|nowy|nowa|otwarte|otwarty|otwarta|w toku|w trakcie|w realizacji|oczekujące|oczekujący|oczekująca|oczekuje
    wstrzymane|wstrzymana|wznowione|wznowiony|wznowiona|odłożone|odłożona|nierozwiązane|przypisane|eskalowane
    öppen|öppet|pågående|väntar|åben|åpen|åpent|under behandling|afventer|venter
    """
)
_CLOSED = _words(
    """
    solved|closed|resolved|done|complete|completed|finished|ended|answered|handled|fixed|settled|refunded|submitted
    cancelled|canceled|archived|dismissed|auto closed|automatically closed|closed by user|closed resolved
    solved permanently|duplicate|merged|spam|withdrawn|won't fix|wont fix
    gelöst|geschlossen|erledigt|beantwortet|abgeschlossen|behoben|fertig|beendet|storniert|archiviert
    résolu|résolue|fermé|fermée|clos|close|clôturé|clôturée|traité|traitée|terminé|terminée|archivé|archivée
    resuelto|resuelta|cerrado|cerrada|solucionado|solucionada|finalizado|finalizada|completado|completada
    resolvido|resolvida|fechado|fechada|concluído|concluída|encerrado|encerrada
    risolto|risolta|chiuso|chiusa|completato|completata|concluso|conclusa
    opgelost|gesloten|afgehandeld|afgerond|voltooid
    zamknięte|zamknięty|zamknięta|rozwiązane|rozwiązany|rozwiązana|zakończone|zakończony|zakończona|anulowane
    stängd|stängt|löst|avslutad|lukket|løst|afsluttet|avsluttet
    """
)
