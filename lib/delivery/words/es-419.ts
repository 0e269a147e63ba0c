import type { Words } from "./words";

/** Latin American Spanish, to the customer as usted. */
export const es419: Words = {
  customer: {
    facts: {
      nothing_known: "Aquí no consta ninguna solicitud de código.",
      nothing_sent: "Su solicitud consta en nuestros registros, pero todavía no hay ningún mensaje para ella.",
      refused: "Nuestro control de seguridad rechazó esta solicitud y no consta ningún mensaje para ella.",
      blocked: "Este intento se detuvo ({time}).",
      verified: "La verificación se completó ({time}).",
      wrong_code: "El código ingresado ({time}) no era correcto.",
      older_code: "El código ingresado ({time}) no era correcto; es posible que sea de un mensaje anterior.",
      delivered: "Según un informe de entrega, el mensaje enviado ({time}) fue entregado.",
      delivered_valid:
        "Según un informe de entrega, el mensaje enviado ({time}) fue entregado; su código es válido hasta {until}.",
      delivered_unused:
        "Según un informe de entrega, el mensaje enviado ({time}) fue entregado, pero no consta que se haya ingresado el código.",
      delivered_too_late:
        "Según un informe de entrega, el mensaje enviado ({time}) fue entregado cuando su código ya había vencido.",
      conflicting:
        "Los informes sobre el mensaje enviado ({time}) no coinciden: uno indica que se entregó y otro, que no.",
      partial: "Según un informe, solo se entregó una parte del mensaje enviado ({time}).",
      no_receipt: "No tenemos un informe de entrega del mensaje enviado ({time}).",
      no_receipts_here: "El mensaje enviado ({time}) pasó a una red que no nos da informes de entrega.",
      not_understood: "El informe sobre el mensaje enviado ({time}) todavía no está claro.",
      waiting: "Todavía no hay un informe de entrega del mensaje enviado ({time}).",
      waiting_slow: "El mensaje enviado ({time}) todavía no tiene informe de entrega; tarda más de lo habitual.",
      failed: "Según un informe, el mensaje enviado ({time}) no se entregó.",
      failed_phone_off:
        "Según un informe, el mensaje enviado ({time}) no se entregó; es posible que el teléfono esté apagado o fuera de cobertura.",
      failed_number:
        "Según un informe, el mensaje enviado ({time}) no se entregó; es posible que el número sea incorrecto o no esté asignado.",
      failed_filtered: "Según un informe, es posible que un filtro haya bloqueado el mensaje enviado ({time}).",
      failed_opted_out: "Según un informe, consta una solicitud de no enviar nuestros mensajes a este número.",
      failed_too_late: "Según un informe, el mensaje enviado ({time}) no se pudo entregar a tiempo.",
    },
    steps: {
      wait: "Espere {minutes, plural, one {# minuto} many {# de minutos} other {# minutos}} antes de pedir otro código.",
      look: "Revise sus mensajes, también los marcados como spam.",
      look_and_wait:
        "Revise sus mensajes, también los marcados como spam, y espere {minutes, plural, one {# minuto} many {# de minutos} other {# minutos}} antes de pedir otro código.",
      newest_code: "Use solo el código del mensaje más reciente; es posible que los anteriores ya no funcionen.",
      ask_new: "Pida un código nuevo.",
      if_missing: "Si no tiene el código, pida uno nuevo.",
      check_phone: "Revise que su teléfono esté encendido y tenga cobertura; después pida un código nuevo.",
      other_channel:
        "Puede pedir el código por {channel, select, whatsapp {WhatsApp} voice {llamada de voz} email {correo electrónico} other {otro medio}}.",
      check_number: "Revise que el número que dio sea su número actual, con el código de país.",
      not_you: "Si usted no pidió este código, no lo comparta con nadie y proteja su cuenta.",
      stop: "No podemos enviar otro código para este intento.",
      app_stop: "No podemos enviar un código ahora. Comuníquese con atención al cliente.",
      done: "Si no fue usted, avísenos de inmediato.",
      app_done: "No necesita otro código.",
      works_now: "No necesita otro código.",
    },
  },
  agent: {
    situations: {
      nothing_known: { known: "No se sabe nada de este intento.", causes: [] },
      nothing_sent: {
        known: "Se pidió un código; no consta ningún mensaje.",
        causes: ["la app todavía no registró el mensaje", "el envío falló antes de registrarse"],
      },
      refused: { known: "El control de abuso rechazó la solicitud; no consta ningún mensaje.", causes: [] },
      blocked: { known: "La app bloqueó el intento.", causes: [] },
      verified: { known: "La app informa que la verificación se completó.", causes: [] },
      wrong_code: {
        known: "La app informa un código incorrecto.",
        causes: ["el código de un mensaje anterior", "un error al escribirlo", "otra persona lo está intentando"],
      },
      delivered: {
        known: "Un informe dice que el mensaje fue entregado. Eso no demuestra que alguien lo haya abierto.",
        causes: [
          "el mensaje está en una carpeta de spam",
          "otra persona tiene el teléfono",
          "el informe no corresponde a la realidad",
        ],
      },
      delivered_unused: {
        known: "Un informe dice que el mensaje fue entregado; no consta que se haya ingresado el código.",
        causes: [
          "el mensaje está en una carpeta de spam",
          "el usuario desistió",
          "el informe no corresponde a la realidad",
        ],
      },
      delivered_too_late: {
        known: "Un informe dice que el mensaje fue entregado cuando su código ya había vencido.",
        causes: ["el teléfono estaba apagado", "una ruta lenta", "códigos válidos por muy poco tiempo"],
      },
      conflicting: {
        known: "Un informe dice que el mensaje fue entregado; otro dice que no.",
        causes: ["dos intentos por rutas distintas", "un informe que se corrigió después"],
      },
      partial: {
        known: "Los informes dicen que algunas partes del mensaje se entregaron y otras no.",
        causes: ["un texto de varias partes, de las que se perdió una"],
      },
      no_receipt: {
        known: "No consta ningún informe de entrega y su plazo terminó.",
        causes: ["la red no da informes", "el informe se perdió", "el mensaje se perdió"],
      },
      no_receipts_here: {
        known: "El mensaje pasó a la red. En este país no se dan informes de entrega.",
        causes: [],
      },
      not_understood: {
        known: "El proveedor informó un estado que aquí no se conoce; espera revisión.",
        causes: ["un estado nuevo del proveedor"],
      },
      waiting: {
        known: "Todavía no consta un informe final de la entrega.",
        causes: ["el teléfono está apagado o fuera de cobertura", "una red saturada"],
      },
    },
    categories: {
      invalid_number: {
        known: "Se informó que el número no está asignado o no acepta mensajes.",
        causes: ["un error al escribir el número", "un teléfono fijo", "un número cancelado o trasladado"],
        todo: "Compare el número con el que dicta el cliente y haga que se corrija.",
      },
      handset_unreachable: {
        known:
          "{saidBy, select, network {No se pudo contactar el teléfono.} other {Se informó que no se pudo contactar el teléfono.}}",
        causes: ["teléfono apagado o en modo avión", "sin cobertura", "en roaming", "memoria de mensajes llena"],
        todo: "Pida antes al cliente que revise que el teléfono esté encendido y tenga cobertura.",
      },
      carrier_filtered: {
        known: "{saidBy, select, network {El operador lo filtró.} other {Se informó que se filtró.}}",
        causes: [
          "un filtro de spam del operador o del proveedor reaccionó al texto o a un enlace",
          "un remitente con mala reputación",
          "muchos mensajes parecidos a la vez",
        ],
        todo: "Si fallan más mensajes de esta plantilla o de este remitente, escale el caso al proveedor.",
      },
      carrier_rejected: {
        known: "{saidBy, select, network {El operador lo rechazó.} other {Se informó que el operador lo rechazó.}}",
        causes: [
          "un bloqueo en la línea del cliente",
          "una ruta que el operador no acepta",
          "una falla pasajera del operador",
        ],
        todo: "Si les pasa a otros clientes de este operador, escale el caso al proveedor.",
      },
      opted_out: {
        known: "Se informó que este número canceló los mensajes de este remitente.",
        causes: ["el cliente respondió STOP a este remitente", "lo hizo un titular anterior del número"],
        todo: "Los códigos de este remitente fallarán mientras siga la cancelación.",
      },
      blocked_by_policy: {
        known: "Se informó que lo bloqueó una regla del proveedor o de la cuenta.",
        causes: [
          "protección contra fraude",
          "un país, tipo de número o texto que la cuenta no permite",
          "un límite diario",
        ],
        todo: "Avise a su equipo de mensajería: hay que cambiar una regla.",
      },
      sender_not_registered: {
        known: "Se informó que el remitente no está registrado para este destino.",
        causes: ["un registro que falta, venció o aún no se aprobó", "un remitente equivocado para este país"],
        todo: "Avise a su equipo de mensajería: otro intento desde este remitente fallará de nuevo.",
      },
      template_rejected: {
        known: "Se informó que la plantilla fue rechazada.",
        causes: ["el texto difiere de la plantilla aprobada", "la plantilla está en pausa o sin aprobar"],
        todo: "Avise a su equipo de mensajería: otro intento con esta plantilla fallará de nuevo.",
      },
      destination_not_enabled: {
        known: "Se informó que la cuenta no está habilitada para este destino.",
        causes: ["el país no está activado en la cuenta", "el canal no atiende este número"],
        todo: "Avise a su equipo de mensajería que este destino hace falta.",
      },
      insufficient_balance: {
        known: "Se informó que la cuenta del proveedor no tenía saldo.",
        causes: ["se agotó el saldo prepago", "se alcanzó un límite de gasto"],
        todo: "Avise ya a su equipo de mensajería: también afecta a otros clientes.",
      },
      rate_limited: {
        known: "Se informó que se alcanzó un límite de mensajes.",
        causes: ["un límite de mensajes por segundo", "un límite de mensajes por número", "un pico de tráfico"],
        todo: "Un intento después de una pausa ayuda más que varios a la vez.",
      },
      expired: {
        known:
          "{saidBy, select, network {El operador dejó de intentarlo antes de poder contactar el teléfono.} other {Según un informe, su plazo terminó antes de poder entregarlo.}}",
        causes: ["teléfono apagado o fuera de cobertura por mucho tiempo", "una demora en la ruta"],
        todo: "Pida antes al cliente que revise que el teléfono esté encendido y tenga cobertura.",
      },
      provider_fault: {
        known: "Se informó una falla del proveedor.",
        causes: ["una caída o sobrecarga del proveedor", "una ruta averiada"],
        todo: "Revise si afecta a otros clientes.",
      },
      request_error: {
        known: "Se informó que el proveedor no pudo usar la solicitud.",
        causes: ["falta un parámetro o es incorrecto", "un remitente, plantilla o ajuste de la cuenta equivocado"],
        todo: "Avise a sus desarrolladores: la misma solicitud fallará de nuevo.",
      },
      cancelled: {
        known: "Se informó que se canceló antes de enviarse.",
        causes: ["la app o un colega lo retiró", "se reemplazó un mensaje programado"],
        todo: "Si vuelve a pasar, pregunte a sus desarrolladores.",
      },
      unrecognised: {
        known: "El proveedor dio un motivo que no está en su lista.",
        causes: ["un código nuevo del proveedor", "un código de un operador, transmitido tal cual"],
        todo: "Si vuelve a pasar, envíe el código al proveedor.",
      },
      no_reason_given: {
        known: "El proveedor no dio ningún motivo.",
        causes: ["el operador no informa ninguno", "teléfono apagado", "un filtro", "un número no asignado"],
        todo: "Si vuelve a pasar, consulte al proveedor con el identificador del mensaje.",
      },
    },
    titles: {
      wait: "Espere un momento.",
      look: "Pida al cliente que busque el mensaje.",
      compare_code: "Pida al cliente que compare el código con el mensaje.",
      newest_code: "Pida al cliente que use el mensaje más reciente.",
      resend: "Haga que se pida un código nuevo.",
      other_channel: "Ofrezca otro medio.",
      check_number: "Revise el número con el cliente.",
      secure_account: "Primero proteja la cuenta.",
      stop: "No vuelva a enviar.",
      done: "No hay nada que hacer.",
    },
    reasons: {
      no_message_yet: "La app todavía no registró ningún mensaje.",
      receipt_awaited:
        "{pace, select, usual {El informe de entrega todavía no se demora.} other {Todavía es posible que se informe la entrega.}}",
      just_delivered: "Hace un momento se informó como entregado; cuentan también las carpetas de spam.",
      unsettled_yet: "Los informes no aclaran todavía si el mensaje se entregó.",
      wrong_code: "Solo cuenta el código más reciente; es posible que los anteriores ya no sean válidos.",
      older_code: "Solo cuenta el código más reciente; es posible que los anteriores ya no sean válidos.",
      no_message: "No consta ningún mensaje para esta solicitud; si vuelve a pasar, avise a sus desarrolladores.",
      receipt_late:
        "{pace, select, slow {El informe de entrega tarda más de lo habitual.} other {Todavía no hay informe de entrega; no se sabe cuánto suele tardar.}}",
      unsettled: "Ningún informe aclara si el mensaje se entregó.",
      not_used: "Se informó como entregado y no consta que se haya ingresado el código.",
      code_over: "El código ya no es válido.",
      attempt_over: "El intento terminó; un código nuevo inicia otro.",
      wrong_codes: "Todos los códigos ingresados que constan eran incorrectos; solo cuenta el más reciente.",
      too_slow: "El mensaje tardó más que la validez del código; es posible que otro tarde lo mismo.",
      customer_has_none: "Un informe indica la entrega, y el cliente dice que no tiene ningún código.",
      wrong_number: "El cliente dice que el número no es suyo. Haga que se corrija antes de enviar nada.",
      verified_without_code: "La verificación se completó ({time}), y el cliente dice que no tuvo ningún código.",
      verified_on_wrong_number: "La verificación se completó ({time}), y el cliente dice que el número no es suyo.",
      not_me: "El cliente dice que no pidió este código.",
      refused: "El control de abuso rechazó la solicitud. Siga el procedimiento de su equipo de fraude.",
      blocked: "La app bloqueó el intento. Siga su procedimiento para cuentas bloqueadas.",
      verified: "El intento está completo. Si el cliente dice que no tuvo ningún código, primero proteja la cuenta.",
      delivered: "Un informe indica que el mensaje fue entregado.",
      works_now: "El cliente dice que ahora funciona.",
    },
    tails: {
      if_again: "Si vuelve a pasar, ofrezca otro medio.",
      tried_twice: "Un segundo intento por el mismo medio no cambió nada.",
      reply_start: "El cliente puede responder START al remitente para volver a permitir los mensajes.",
      decide_anew: "Decida de nuevo después ({time}).",
      not_before: "No antes ({time}).",
      account_first: "Siga su procedimiento de seguridad de cuentas antes de enviar nada.",
    },
    otherHands: ["otra persona del hogar", "un número que cambió de titular", "una cuenta tomada por terceros"],
  },
};
