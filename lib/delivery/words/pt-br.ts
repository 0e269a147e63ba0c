import type { Words } from "./words";

/** Brazilian Portuguese, to the customer as você. */
export const ptBr: Words = {
  customer: {
    facts: {
      nothing_known: "Não consta aqui nenhuma solicitação de código.",
      nothing_sent: "Sua solicitação consta em nossos registros, mas ainda não há mensagem para ela.",
      refused: "Nosso controle de segurança recusou esta solicitação, e não consta mensagem para ela.",
      blocked: "Esta tentativa foi interrompida ({time}).",
      verified: "A verificação foi concluída ({time}).",
      wrong_code: "O código digitado ({time}) não estava correto.",
      older_code: "O código digitado ({time}) não estava correto; pode ser de uma mensagem anterior.",
      delivered: "Segundo um relatório de entrega, a mensagem enviada ({time}) foi entregue.",
      delivered_valid:
        "Segundo um relatório de entrega, a mensagem enviada ({time}) foi entregue; o código vale até {until}.",
      delivered_unused:
        "Segundo um relatório de entrega, a mensagem enviada ({time}) foi entregue, mas não consta que o código tenha sido digitado.",
      delivered_too_late:
        "Segundo um relatório de entrega, a mensagem enviada ({time}) só foi entregue depois que o código expirou.",
      conflicting:
        "Os relatórios sobre a mensagem enviada ({time}) são divergentes: um indica que foi entregue, e outro, que não.",
      partial: "Segundo um relatório, só uma parte da mensagem enviada ({time}) foi entregue.",
      no_receipt: "Não temos relatório de entrega da mensagem enviada ({time}).",
      no_receipts_here: "A mensagem enviada ({time}) foi repassada a uma rede que não nos dá relatórios de entrega.",
      not_understood: "O relatório sobre a mensagem enviada ({time}) ainda não está claro.",
      waiting: "Ainda não há relatório de entrega da mensagem enviada ({time}).",
      waiting_slow: "A mensagem enviada ({time}) ainda não tem relatório de entrega; está demorando mais que o normal.",
      failed: "Segundo um relatório, a mensagem enviada ({time}) não foi entregue.",
      failed_phone_off:
        "Segundo um relatório, a mensagem enviada ({time}) não foi entregue; o celular pode estar desligado ou fora da área de cobertura.",
      failed_number:
        "Segundo um relatório, a mensagem enviada ({time}) não foi entregue; o número pode estar incorreto ou não existir.",
      failed_filtered: "Segundo um relatório, um filtro pode ter bloqueado a mensagem enviada ({time}).",
      failed_opted_out: "Segundo um relatório, consta um pedido para não enviar nossas mensagens a este número.",
      failed_too_late: "Segundo um relatório, a mensagem enviada ({time}) não pôde ser entregue a tempo.",
    },
    steps: {
      wait: "Aguarde {minutes, plural, one {# minuto} many {# de minutos} other {# minutos}} antes de pedir outro código.",
      look: "Procure em suas mensagens, também nas marcadas como spam.",
      look_and_wait:
        "Procure em suas mensagens, também nas marcadas como spam, e aguarde {minutes, plural, one {# minuto} many {# de minutos} other {# minutos}} antes de pedir outro código.",
      newest_code: "Use só o código da mensagem mais recente; os anteriores podem não valer mais.",
      ask_new: "Peça um novo código.",
      if_missing: "Se você não tem o código, peça um novo.",
      check_phone: "Confira se seu celular está ligado e com sinal; depois peça um novo código.",
      other_channel:
        "Você pode pedir o código por {channel, select, whatsapp {WhatsApp} voice {ligação} email {e-mail} other {outro canal}}.",
      check_number: "Confira se o número informado é seu número atual, com código do país e DDD.",
      not_you: "Se você não pediu este código, não o compartilhe com ninguém e proteja sua conta.",
      stop: "Não podemos enviar outro código para esta tentativa.",
      app_stop: "Não podemos enviar um código agora. Fale com o atendimento.",
      done: "Se não foi você, avise-nos imediatamente.",
      app_done: "Não é preciso outro código.",
      works_now: "Não é preciso outro código.",
    },
  },
  agent: {
    situations: {
      nothing_known: { known: "Nada se sabe desta tentativa.", causes: [] },
      nothing_sent: {
        known: "Um código foi pedido; não consta nenhuma mensagem.",
        causes: ["o app ainda não registrou a mensagem", "o envio falhou antes de ser registrado"],
      },
      refused: { known: "O controle de abuso recusou a solicitação; não consta nenhuma mensagem.", causes: [] },
      blocked: { known: "O app bloqueou a tentativa.", causes: [] },
      verified: { known: "O app informa que a verificação foi concluída.", causes: [] },
      wrong_code: {
        known: "O app informa um código incorreto.",
        causes: ["o código de uma mensagem anterior", "um erro de digitação", "outra pessoa está tentando"],
      },
      delivered: {
        known: "Um relatório diz que a mensagem foi entregue. Isso não prova que alguém a abriu.",
        causes: [
          "a mensagem está em uma pasta de spam",
          "o celular está com outra pessoa",
          "o relatório não corresponde à realidade",
        ],
      },
      delivered_unused: {
        known: "Um relatório diz que a mensagem foi entregue; não consta que o código tenha sido digitado.",
        causes: [
          "a mensagem está em uma pasta de spam",
          "o usuário desistiu",
          "o relatório não corresponde à realidade",
        ],
      },
      delivered_too_late: {
        known: "Um relatório diz que a mensagem foi entregue depois que o código expirou.",
        causes: ["o celular estava desligado", "uma rota lenta", "códigos que valem por pouco tempo"],
      },
      conflicting: {
        known: "Um relatório diz que a mensagem foi entregue; outro diz que não.",
        causes: ["duas tentativas por rotas diferentes", "um relatório corrigido depois"],
      },
      partial: {
        known: "Os relatórios dizem que algumas partes da mensagem foram entregues e outras não.",
        causes: ["um texto de várias partes, das quais uma se perdeu"],
      },
      no_receipt: {
        known: "Não consta relatório de entrega, e o prazo terminou.",
        causes: ["a rede não dá relatórios", "o relatório se perdeu", "a mensagem se perdeu"],
      },
      no_receipts_here: {
        known: "A mensagem foi repassada à rede. Neste país não há relatórios de entrega.",
        causes: [],
      },
      not_understood: {
        known: "O provedor informou um status que não é conhecido aqui; ele aguarda revisão.",
        causes: ["um status novo do provedor"],
      },
      waiting: {
        known: "Ainda não consta um relatório final da entrega.",
        causes: ["o celular está desligado ou fora da área de cobertura", "uma rede sobrecarregada"],
      },
    },
    categories: {
      invalid_number: {
        known: "Foi informado que o número não existe ou não aceita mensagens.",
        causes: ["um erro de digitação no número", "um telefone fixo", "um número cancelado ou portado"],
        todo: "Compare o número com o que o cliente diz e peça a correção.",
      },
      handset_unreachable: {
        known:
          "{saidBy, select, network {Não foi possível contatar o celular.} other {Foi informado que não foi possível contatar o celular.}}",
        causes: ["celular desligado ou em modo avião", "sem sinal", "em roaming", "memória de mensagens cheia"],
        todo: "Antes, peça ao cliente que confira se o celular está ligado e com sinal.",
      },
      carrier_filtered: {
        known:
          "{saidBy, select, network {A operadora filtrou a mensagem.} other {Foi informado que a mensagem foi filtrada.}}",
        causes: [
          "um filtro de spam da operadora ou do provedor reagiu ao texto ou a um link",
          "um remetente com má reputação",
          "muitas mensagens parecidas ao mesmo tempo",
        ],
        todo: "Se mais mensagens deste modelo ou remetente falharem, leve o caso ao provedor.",
      },
      carrier_rejected: {
        known:
          "{saidBy, select, network {A operadora recusou a mensagem.} other {Foi informado que a operadora recusou a mensagem.}}",
        causes: [
          "um bloqueio na linha do cliente",
          "uma rota que a operadora não aceita",
          "uma falha passageira na operadora",
        ],
        todo: "Se acontecer com outros clientes desta operadora, leve o caso ao provedor.",
      },
      opted_out: {
        known: "Foi informado que este número cancelou as mensagens deste remetente.",
        causes: ["o cliente respondeu STOP a este remetente", "um titular anterior do número fez isso"],
        todo: "Códigos deste remetente vão falhar enquanto o cancelamento valer.",
      },
      blocked_by_policy: {
        known: "Foi informado que uma regra do provedor ou da conta bloqueou a mensagem.",
        causes: [
          "proteção contra fraude",
          "um país, tipo de número ou texto que a conta não permite",
          "um limite diário",
        ],
        todo: "Avise sua equipe de mensageria: é preciso mudar uma regra.",
      },
      sender_not_registered: {
        known: "Foi informado que o remetente não está registrado para este destino.",
        causes: ["um registro que falta, venceu ou ainda não foi aprovado", "um remetente errado para este país"],
        todo: "Avise sua equipe de mensageria: outra tentativa com este remetente vai falhar de novo.",
      },
      template_rejected: {
        known: "Foi informado que o modelo foi recusado.",
        causes: ["o texto difere do modelo aprovado", "o modelo está pausado ou sem aprovação"],
        todo: "Avise sua equipe de mensageria: outra tentativa com este modelo vai falhar de novo.",
      },
      destination_not_enabled: {
        known: "Foi informado que a conta não está habilitada para este destino.",
        causes: ["o país não está ativado na conta", "o canal não atende este número"],
        todo: "Avise sua equipe de mensageria que este destino é necessário.",
      },
      insufficient_balance: {
        known: "Foi informado que a conta do provedor não tinha saldo.",
        causes: ["o saldo pré-pago acabou", "um limite de gastos foi atingido"],
        todo: "Avise já sua equipe de mensageria: outros clientes também são afetados.",
      },
      rate_limited: {
        known: "Foi informado que um limite de mensagens foi atingido.",
        causes: ["um limite de mensagens por segundo", "um limite de mensagens por número", "um pico de tráfego"],
        todo: "Uma tentativa depois de uma pausa ajuda mais que várias ao mesmo tempo.",
      },
      expired: {
        known:
          "{saidBy, select, network {A operadora parou de tentar antes de conseguir contatar o celular.} other {Segundo um relatório, o prazo terminou antes da entrega.}}",
        causes: ["celular desligado ou sem sinal por muito tempo", "um atraso na rota"],
        todo: "Antes, peça ao cliente que confira se o celular está ligado e com sinal.",
      },
      provider_fault: {
        known: "Foi informada uma falha no provedor.",
        causes: ["uma queda ou sobrecarga no provedor", "uma rota com defeito"],
        todo: "Confira se outros clientes são afetados.",
      },
      request_error: {
        known: "Foi informado que o provedor não pôde usar a solicitação.",
        causes: ["um parâmetro falta ou está errado", "um remetente, modelo ou ajuste da conta errado"],
        todo: "Avise seus desenvolvedores: a mesma solicitação vai falhar de novo.",
      },
      cancelled: {
        known: "Foi informado que o envio foi cancelado antes de sair.",
        causes: ["o app ou um colega retirou a mensagem", "uma mensagem agendada foi substituída"],
        todo: "Se acontecer de novo, pergunte a seus desenvolvedores.",
      },
      unrecognised: {
        known: "O provedor deu um motivo que não está em sua lista.",
        causes: ["um código novo do provedor", "um código de uma operadora, repassado como veio"],
        todo: "Se acontecer de novo, envie o código ao provedor.",
      },
      no_reason_given: {
        known: "O provedor não deu nenhum motivo.",
        causes: ["a operadora não informa nenhum", "celular desligado", "um filtro", "um número inexistente"],
        todo: "Se acontecer de novo, consulte o provedor com o identificador da mensagem.",
      },
    },
    titles: {
      wait: "Aguarde um momento.",
      look: "Peça ao cliente que procure a mensagem.",
      compare_code: "Peça ao cliente que compare o código com a mensagem.",
      newest_code: "Peça ao cliente que use a mensagem mais recente.",
      resend: "Faça pedir um novo código.",
      other_channel: "Ofereça outro canal.",
      check_number: "Confira o número com o cliente.",
      secure_account: "Proteja a conta primeiro.",
      stop: "Não envie de novo.",
      done: "Nada a fazer.",
    },
    reasons: {
      no_message_yet: "O app ainda não registrou nenhuma mensagem.",
      receipt_awaited:
        "{pace, select, usual {O relatório de entrega ainda não está atrasado.} other {A entrega ainda pode ser informada em um relatório.}}",
      just_delivered: "Há pouco um relatório indicou a entrega; as pastas de spam também contam.",
      unsettled_yet: "Os relatórios ainda não esclarecem se a mensagem foi entregue.",
      wrong_code: "Só vale o código mais recente; os anteriores podem não valer mais.",
      older_code: "Só vale o código mais recente; os anteriores podem não valer mais.",
      no_message: "Não consta mensagem para esta solicitação; se acontecer de novo, avise seus desenvolvedores.",
      receipt_late:
        "{pace, select, slow {O relatório de entrega demora mais que o normal.} other {Ainda não há relatório de entrega; não se sabe quanto costuma demorar.}}",
      unsettled: "Nenhum relatório esclarece se a mensagem foi entregue.",
      not_used: "Um relatório indica a entrega, e não consta que o código tenha sido digitado.",
      code_over: "O código não vale mais.",
      attempt_over: "A tentativa terminou; um novo código inicia outra.",
      wrong_codes: "Todos os códigos digitados que constam estavam errados; só vale o mais recente.",
      too_slow: "A mensagem demorou mais que a validade do código; outra pode demorar o mesmo.",
      customer_has_none: "Um relatório indica a entrega, e o cliente diz que não tem nenhum código.",
      wrong_number: "O cliente diz que o número não é dele. Peça a correção antes de enviar qualquer coisa.",
      verified_without_code: "A verificação foi concluída ({time}), e o cliente diz que não teve nenhum código.",
      verified_on_wrong_number: "A verificação foi concluída ({time}), e o cliente diz que o número não é dele.",
      not_me: "O cliente diz que não pediu este código.",
      refused: "O controle de abuso recusou a solicitação. Siga o procedimento da equipe de fraude.",
      blocked: "O app bloqueou a tentativa. Siga seu procedimento para contas bloqueadas.",
      verified: "A tentativa está completa. Se o cliente diz que não teve nenhum código, proteja a conta primeiro.",
      delivered: "Um relatório indica que a mensagem foi entregue.",
      works_now: "O cliente diz que agora funciona.",
    },
    tails: {
      if_again: "Se acontecer de novo, ofereça outro canal.",
      tried_twice: "Uma segunda tentativa pelo mesmo canal não mudou nada.",
      reply_start: "O cliente pode responder START ao remetente para voltar a permitir mensagens.",
      decide_anew: "Decida de novo depois ({time}).",
      not_before: "Não antes ({time}).",
      account_first: "Siga seu procedimento de segurança de contas antes de enviar qualquer coisa.",
    },
    otherHands: ["outra pessoa da casa", "um número que mudou de titular", "uma conta tomada por terceiros"],
  },
};
